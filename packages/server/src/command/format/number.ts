/** A count in decimal units, as parameter counts are written: `260K`, `1.2B`. */
export function formatCount(count: number): string {
  if (count >= 1e12) return `${(count / 1e12).toFixed(1)}T`;
  if (count >= 1e9) {
    const billions = count / 1e9;
    return Number.isInteger(billions) ? `${billions}B` : `${billions.toFixed(1)}B`;
  }
  if (count >= 1e6) {
    const millions = count / 1e6;
    return Number.isInteger(millions) ? `${millions}M` : `${millions.toFixed(2)}M`;
  }
  if (count >= 1e3) return `${(count / 1e3).toFixed(0)}K`;
  return String(count);
}
