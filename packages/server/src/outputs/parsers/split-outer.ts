import { deeper } from "./parsed-call.ts";

/** Texts of Python and JSON, between quotes of either kind. */
export const quotedText = /'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"/s;

/**
 * Cuts a text at characters of `separators` that stand outside brackets and quoted texts, which `quoted` matches. Gives one
 * part more than there are cuts. Throws CallSyntaxError if brackets are nested too deeply.
 */
export function splitOuter(text: string, separators: string, quoted = quotedText): string[] {
  const pieces = text.match(new RegExp(`${quoted.source}|.`, "gs")) ?? [];
  const parts: string[][] = [[]];
  let depth = 0;
  for (const piece of pieces) {
    if (depth <= 0 && piece.length === 1 && separators.includes(piece)) {
      parts.push([]);
      continue;
    }
    if ("([{".includes(piece)) depth = deeper(depth);
    else if (")]}".includes(piece)) depth--;
    parts.at(-1)!.push(piece);
  }
  return parts.map((part) => part.join(""));
}

/** The two sides of the first `separator` in a text; undefined if there is none. */
export function halves(text: string, separator: string): [string, string] | undefined {
  const index = text.indexOf(separator);
  return index === -1 ? undefined : [text.slice(0, index), text.slice(index + separator.length)];
}
