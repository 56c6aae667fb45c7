import { cutText, textLength } from "../values/text.ts";
import { type Argument, optionalInteger } from "./builtin.ts";

/** A part of a text and the offset, in code points, that it begins at. */
export interface Window {
  readonly text: string;
  readonly start: number;
}

/** The part of a text between two offsets as Python's methods take them; undefined if it begins behind its end. */
export function cutWindow(text: string, start: Argument, end: Argument): Window | undefined {
  if (start === undefined && end === undefined) return { text, start: 0 };
  const length = textLength(text);
  const clamp = (index: number) => (index < 0 ? Math.max(0, index + length) : index);
  const from = clamp(optionalInteger(start, 0));
  const to = Math.min(length, clamp(optionalInteger(end, length)));
  return from > to ? undefined : { text: cutText(text, from, to), start: from };
}
