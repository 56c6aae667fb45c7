const UNITS = [
  ["TB", 1e12],
  ["GB", 1e9],
  ["MB", 1e6],
  ["KB", 1e3],
] as const;

/** A byte count in decimal units: one decimal below 10 (none if whole), a truncated integer from 10 up: `1.5 MB`, `12 GB`. */
export function formatBytes(bytes: number): string {
  for (const [unit, size] of UNITS) {
    if (bytes < size) continue;
    const value = bytes / size;
    if (value >= 10) return `${Math.trunc(value)} ${unit}`;
    // Rounding 9.96 gives 10.0, which must not read as a whole of the next form.
    return `${value.toFixed(1).replace(/^(\d)\.0$/, "$1")} ${unit}`;
  }
  return `${bytes} B`;
}
