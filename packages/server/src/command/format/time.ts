const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
const YEAR = 365 * DAY;

/** A span of time in words, coarse: `About a minute`, `3 weeks`. `span` in milliseconds. */
export function formatSpan(span: number): string {
  const seconds = Math.trunc(span / SECOND);
  const minutes = Math.trunc(span / MINUTE);
  // Hours round to the nearest, every other unit down.
  const hours = Math.round(span / HOUR);
  if (seconds < 1) return "Less than a second";
  if (seconds === 1) return "1 second";
  if (seconds < 60) return `${seconds} seconds`;
  if (minutes === 1) return "About a minute";
  if (minutes < 60) return `${minutes} minutes`;
  if (hours === 1) return "About an hour";
  if (hours < 48) return `${hours} hours`;
  if (hours < 2 * 7 * 24) return `${Math.trunc(hours / 24)} days`;
  if (hours < 60 * 24) return `${Math.trunc(hours / 24 / 7)} weeks`;
  if (hours < 2 * 365 * 24) return `${Math.trunc(hours / 24 / 30)} months`;
  return `${Math.trunc(span / YEAR)} years`;
}

/** An RFC 3339 time relative to `now` (milliseconds since the epoch), such as `3 weeks ago` or `4 minutes from now`. */
export function formatRelativeTime(time: string, now: number, zero: string): string {
  const at = Date.parse(time);
  // Go's zero time is the first day of the year 1.
  if (Number.isNaN(at) || at <= Date.parse("0001-01-01T00:00:00Z")) return zero;
  if (at > now) {
    return at - now > 20 * 52 * WEEK ? "Forever" : `${formatSpan(at - now)} from now`;
  }
  return `${formatSpan(now - at)} ago`;
}
