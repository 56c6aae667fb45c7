import { formatBytes } from "../format/bytes.ts";

const narrowest = 8;

/** How far the transfer of one blob is. */
export interface BarState {
  /** Such as `pulling 667b0c1932bc`. */
  readonly label: string;
  /** Bytes. */
  readonly completed: number;
  readonly total: number;
  /** Bytes per second; undefined while unknown. */
  readonly rate: number | undefined;
}

/** One line of so many columns about a transfer: share, bar, bytes, speed, time left. A finished one has its size alone. */
export function formatBar({ label, completed, total, rate }: BarState, columns: number): string {
  const share = total === 0 ? 1 : Math.min(1, completed / total);
  const before = `${label}: ${String(Math.floor(share * 100)).padStart(3)}% ▕`;
  const isDone = completed >= total;
  const size = isDone ? "" : `${formatBytes(completed).padStart(6)}/`;
  const speed = isDone || rate === undefined ? "" : `${formatBytes(Math.round(rate))}/s`;
  const left = isDone || !rate ? "" : formatLeft((total - completed) / rate);
  const after = `▏ ${size}${formatBytes(total).padStart(6)}  ${speed.padStart(9)}  ${left.padStart(6)}`;
  const width = columns - before.length - after.length - 1;
  if (width < narrowest) return `${label}: ${Math.floor(share * 100)}%`.slice(0, Math.max(columns - 1, 0));
  const filled = Math.floor(share * width);
  return before + "█".repeat(filled) + " ".repeat(width - filled) + after;
}

/** Seconds as `5s`, `1m5s`, `2h3m` or `99h+`. */
export function formatLeft(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole >= 100 * 3600) return "99h+";
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  if (hours > 0) return `${hours}h${minutes}m`;
  return minutes > 0 ? `${minutes}m${whole % 60}s` : `${whole}s`;
}
