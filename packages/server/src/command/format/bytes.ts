const UNITS = [
  ["TB", 1e12],
  ["GB", 1e9],
  ["MB", 1e6],
  ["KB", 1e3],
] as const;

/** A byte count in decimal units: one decimal below 10 (none if it is whole), a truncated integer from 10 up: `1.5 MB`, `12 GB`. */
export function formatBytes(bytes: number): string {
  for (const [unit, size] of UNITS) {
    if (bytes < size) continue;
    const value = bytes / size;
    const isWhole = value >= 10 || Number.isInteger(value);
    return `${isWhole ? Math.trunc(value) : value.toFixed(1)} ${unit}`;
  }
  return `${bytes} B`;
}
