import type { Runtime } from "../runtime/runtime.ts";
import { cutText, textLength } from "../values/text.ts";

export interface WrapOptions {
  /** Most characters of a line. */
  readonly width: number;
  /** Whether words that are longer than a line are cut. */
  readonly breakLong: boolean;
  /** Whether a line may end behind a hyphen within a word. */
  readonly breakHyphens: boolean;
}

/** A line of text as lines of a width, as Python's `textwrap` makes them: space at the ends of lines goes. */
export function wordWrap(line: string, { width, breakLong, breakHyphens }: WrapOptions, rt: Runtime): string[] {
  const chunks = pieces(line, breakHyphens).reverse();
  const lines: string[] = [];
  while (chunks.length > 0) {
    if (lines.length > 0 && chunks.at(-1)!.trim() === "") chunks.pop();
    const current: string[] = [];
    let length = 0;
    while (chunks.length > 0 && length + textLength(chunks.at(-1)!) <= width) {
      length += textLength(chunks.at(-1)!);
      current.push(chunks.pop()!);
    }
    if (chunks.length > 0 && textLength(chunks.at(-1)!) > width) {
      const room = Math.max(1, width - length);
      if (breakLong) {
        const long = chunks.pop()!;
        rt.meter.text(long.length);
        const at = cutPlace(long, room, breakHyphens);
        current.push(cutText(long, 0, at));
        chunks.push(cutText(long, at));
      } else if (current.length === 0) current.push(chunks.pop()!);
    }
    if (current.at(-1)?.trim() === "") current.pop();
    if (current.length > 0) lines.push(current.join(""));
  }
  return lines;
}

/** Where a word that is too long is cut: behind its last hyphen that fits, or else where the line ends. */
function cutPlace(word: string, room: number, breakHyphens: boolean): number {
  const hyphen = breakHyphens ? cutText(word, 0, room).lastIndexOf("-") : -1;
  return hyphen > 0 && /[^-]/.test(word.slice(0, hyphen)) ? hyphen + 1 : room;
}

const wordPunct = "[\\p{L}\\p{N}_!\"'&.,?]";
const letter = "[\\p{L}_]";
const hyphenated = new RegExp(
  [
    "[\\t-\\r ]+",
    `(?<=${wordPunct})-{2,}(?=[\\p{L}\\p{N}_])`,
    "[^\\t-\\r ]+?" +
      `(?:-(?:(?<=${letter}{2}-)|(?<=${letter}-${letter}-))(?=${letter}-?${letter})` +
      `|(?=[\\t-\\r ]|$)|(?<=${wordPunct})(?=-{2,}[\\p{L}\\p{N}_]))`,
  ].join("|"),
  "gu",
);

/** Words and the spaces between them, words in parts where they may be broken. */
function pieces(line: string, breakHyphens: boolean): string[] {
  return line.match(breakHyphens ? hyphenated : /[\t-\r ]+|[^\t-\r ]+/g) ?? [];
}
