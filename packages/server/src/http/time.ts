/** A time as Go writes it in UTC: RFC 3339, fractions of a second without trailing zeros. */
export function formatUtcTime(time: Date): string {
  return `${trimFraction(time.toISOString().slice(0, -1))}Z`;
}

/** A time as Go writes it in the server's own time zone. */
export function formatLocalTime(time: Date): string {
  const offset = -time.getTimezoneOffset();
  if (offset === 0) return formatUtcTime(time);
  const local = new Date(time.getTime() + offset * 60_000).toISOString().slice(0, -1);
  const two = (value: number) => String(value).padStart(2, "0");
  const minutes = Math.abs(offset);
  return `${trimFraction(local)}${offset < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** The fraction always has three digits here, so that no digit of the seconds is cut. */
function trimFraction(time: string): string {
  return time.replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
}
