/** A Markdown table whose columns line up; all but the first `texts` are aligned to the right. */
export function formatTable(header: readonly string[], rows: readonly (readonly string[])[], texts = 2): string {
  const widths = header.map((_, column) => Math.max(3, ...[header, ...rows].map((row) => row[column]!.length)));
  const right = (column: number) => column >= texts;
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, i) => (right(i) ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!))).join(" | ")} |`;
  const rule = `| ${widths.map((width, i) => (right(i) ? `${"-".repeat(width - 1)}:` : "-".repeat(width))).join(" | ")} |`;
  return [line(header), rule, ...rows.map(line)].join("\n");
}

/** A whole number with commas between its groups of three digits. */
export function grouped(value: number): string {
  return value.toLocaleString("en-US");
}
