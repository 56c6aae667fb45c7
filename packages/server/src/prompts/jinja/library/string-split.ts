import { JinjaError } from "../error.ts";
import { space, stripEnd, stripStart } from "../values/text.ts";

const spaces = new RegExp(`[${space}]+`, "g");

/** Python's `split` and `rsplit`: at a separator, or without one at runs of space. A negative limit is none. */
export function split(text: string, separator: string | undefined, limit: number, fromEnd: boolean): string[] {
  if (separator === "") throw new JinjaError("empty separator");
  const parts = separator === undefined ? splitSpaces(text) : splitAt(text, separator);
  if (limit < 0 || parts.length <= limit) return parts.map((part) => text.slice(part.start, part.end));
  const kept = fromEnd ? parts.slice(parts.length - limit) : parts.slice(0, limit);
  const texts = kept.map((part) => text.slice(part.start, part.end));
  if (fromEnd) {
    const rest = text.slice(0, parts[parts.length - limit - 1]!.end);
    return [separator === undefined ? stripEnd(rest) : rest, ...texts];
  }
  const rest = text.slice(parts[limit]!.start);
  return [...texts, separator === undefined ? stripStart(rest) : rest];
}

interface Part {
  readonly start: number;
  readonly end: number;
}

function splitAt(text: string, separator: string): Part[] {
  const parts: Part[] = [];
  let start = 0;
  for (let end = text.indexOf(separator); end >= 0; end = text.indexOf(separator, start)) {
    parts.push({ start, end });
    start = end + separator.length;
  }
  return [...parts, { start, end: text.length }];
}

function splitSpaces(text: string): Part[] {
  const parts: Part[] = [];
  let start = 0;
  for (const { index, 0: found } of text.matchAll(spaces)) {
    if (index > start) parts.push({ start, end: index });
    start = index + found.length;
  }
  if (start < text.length) parts.push({ start, end: text.length });
  return parts;
}

/** Python's `splitlines`. */
export function splitLines(text: string, keepEnds: boolean): string[] {
  const lines: string[] = [];
  let start = 0;
  for (const { index, 0: found } of text.matchAll(/\r\n|[\n-\r\x1c-\x1e\x85\u2028\u2029]/g)) {
    const next = index + found.length;
    lines.push(text.slice(start, keepEnds ? next : index));
    start = next;
  }
  if (start < text.length) lines.push(text.slice(start));
  return lines;
}
