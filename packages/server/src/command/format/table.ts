const GAP = "    ";

export interface TableOptions {
  /** Cells wider than this wrap at blanks. */
  readonly columnWidth?: number;
}

/**
 * A table without borders: columns are left-aligned, as wide as their widest cell and followed by four spaces (the last
 * cell of the header by one). Widths are terminal columns. Ends with a newline unless it is empty.
 */
export function formatTable(
  header: readonly string[] | undefined,
  rows: readonly (readonly string[])[],
  options: TableOptions = {},
): string {
  const limit = options.columnWidth ?? 30;
  const cells = rows.map((row) => row.map((cell) => wrap(cell, limit)));
  const widths: number[] = [];
  const measure = (text: string, column: number) => {
    widths[column] = Math.max(widths[column] ?? 0, Bun.stringWidth(text));
  };
  header?.forEach(measure);
  for (const row of cells) {
    row.forEach((lines, column) => {
      for (const line of lines) measure(line, column);
    });
  }
  const pad = (text: string, column: number) => text + " ".repeat((widths[column] ?? 0) - Bun.stringWidth(text));

  let out = "";
  if (header) out += `${header.map(pad).join(GAP)} \n`;
  for (const row of cells) {
    const height = Math.max(1, ...row.map((lines) => lines.length));
    for (let y = 0; y < height; y++)
      out += `${row.map((lines, column) => pad(lines[y] ?? "", column) + GAP).join("")}\n`;
  }
  return out;
}

/** Words of `text` in lines of at most `width` columns; a longer word has a line of its own. Text that fits is kept as it is. */
function wrap(text: string, width: number): string[] {
  if (Bun.stringWidth(text) <= width && !text.includes("\n")) return [text];
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/).filter((part) => part !== "")) {
    if (line !== "" && Bun.stringWidth(line) + 1 + Bun.stringWidth(word) > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  lines.push(line);
  return lines;
}
