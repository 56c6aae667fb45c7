/** A duration as Go prints it: `0s`, `350µs`, `1.5s`, `2m3.25s`, `1h0m0s`. `nanoseconds` is an integer. */
export function formatDuration(nanoseconds: number): string {
  if (nanoseconds === 0) return "0s";
  const sign = nanoseconds < 0 ? "-" : "";
  const n = Math.abs(nanoseconds);
  if (n < 1e3) return `${sign}${n}ns`;
  if (n < 1e6) return `${sign}${decimal(n, 3)}µs`;
  if (n < 1e9) return `${sign}${decimal(n, 6)}ms`;
  const minutes = Math.floor(n / 60e9);
  const seconds = `${decimal(n - minutes * 60e9, 9)}s`;
  if (minutes === 0) return sign + seconds;
  if (minutes < 60) return `${sign}${minutes}m${seconds}`;
  return `${sign}${Math.floor(minutes / 60)}h${minutes % 60}m${seconds}`;
}

/** `n / 10^digits` exactly, without trailing zeros. */
function decimal(n: number, digits: number): string {
  const text = String(n).padStart(digits + 1, "0");
  const fraction = text.slice(-digits).replace(/0+$/, "");
  return text.slice(0, -digits) + (fraction === "" ? "" : `.${fraction}`);
}
