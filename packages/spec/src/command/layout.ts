/** Columns that a terminal has at least. */
const width = 80;

/** Breaks a text at blanks into lines of `columns` at most; a longer word gets a line of its own. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** A paragraph, each line of it indented. */
export function paragraph(text: string, indent: number): string {
  return wrap(text, width - indent)
    .map((line) => `${" ".repeat(indent)}${line}\n`)
    .join("");
}

/**
 * Rows in columns, two blanks apart, no wider than a terminal as long as its last column can be broken to fit.
 * Empty for no rows.
 */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [i, cell] of row.slice(0, -1).entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length);
  }
  const indent = widths.reduce((sum, cell) => sum + cell + 2, 0);
  const lines = rows.flatMap((row) => {
    const start = row
      .slice(0, -1)
      .map((cell, i) => cell.padEnd(widths[i]! + 2))
      .join("");
    const [first, ...rest] = wrap(row.at(-1) ?? "", Math.max(width - indent, 20));
    return [`${start}${first}`, ...rest.map((line) => " ".repeat(indent) + line)];
  });
  return lines.map((line) => `${line.trimEnd()}\n`).join("");
}
