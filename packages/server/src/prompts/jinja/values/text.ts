import type { Runtime } from "../runtime/runtime.ts";

/** Python's texts are sequences of code points; these functions count and cut them so. */

const surrogate = /[\ud800-\udfff]/;

/** The texts that were asked for last, and what they can be indexed by: loops over a text ask again and again. */
const recent: { readonly text: string; readonly points: string | readonly string[] }[] = [];

/** Texts that are shorter than this are looked at anew each time. */
const shortText = 64;

/**
 * A text that can be indexed by code point.
 * @param rt pays for looking through a text, and more for splitting it
 */
export function codePoints(text: string, rt?: Pick<Runtime, "meter">): string | readonly string[] {
  if (text.length < shortText) return surrogate.test(text) ? Array.from(text) : text;
  rt?.meter.text(text.length >> 8);
  const known = recent.find((each) => each.text === text);
  if (known !== undefined) return known.points;
  const isSplit = surrogate.test(text);
  rt?.meter.text(isSplit ? text.length : text.length >> 3);
  const points = isSplit ? Array.from(text) : text;
  recent.unshift({ text, points });
  recent.length = Math.min(recent.length, 4);
  return points;
}

/** Lets go of the texts that were asked for last. */
export function forgetTexts(): void {
  recent.length = 0;
}

export function textLength(text: string, rt?: Pick<Runtime, "meter">): number {
  return codePoints(text, rt).length;
}

/** The part of a text between two offsets in code points. */
export function cutText(text: string, start: number, end?: number): string {
  const points = codePoints(text);
  return typeof points === "string" ? points.slice(start, end) : points.slice(start, end).join("");
}

/** An offset in UTF-16 units as one in code points. */
export function toCodePointOffset(text: string, units: number): number {
  return units <= 0 ? units : textLength(text.slice(0, units));
}

/** Python's order of texts: by code point. */
export function compareText(a: string, b: string): number {
  if (!surrogate.test(a) || !surrogate.test(b)) {
    if (a === b) return 0;
    // UTF-16 orders a surrogate before U+E000, so one text alone may have one only below that.
    if (!/[\ud800-\uffff]/.test(a) || !/[\ud800-\uffff]/.test(b)) return a < b ? -1 : 1;
  }
  const [left, right] = [Array.from(a), Array.from(b)];
  for (let i = 0; i < left.length && i < right.length; i++) {
    const difference = left[i]!.codePointAt(0)! - right[i]!.codePointAt(0)!;
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** The characters that Python's `isspace` and `strip` take for space, for a class of a regular expression. */
export const space = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";

const leading = new RegExp(`^[${space}]+`);
const spaceBeyondAscii = new RegExp(`[${space}]`);

/** Whether a UTF-16 unit is one of {@link space}. */
function isSpace(unit: number): boolean {
  if (unit <= 0x7f) return unit === 0x20 || (unit >= 0x09 && unit <= 0x0d) || (unit >= 0x1c && unit <= 0x1f);
  return spaceBeyondAscii.test(String.fromCharCode(unit));
}

export function stripStart(text: string): string {
  return text.replace(leading, "");
}

/** A regular expression that looks for space at the end would try every place where space begins. */
export function stripEnd(text: string): string {
  let end = text.length;
  while (end > 0 && isSpace(text.charCodeAt(end - 1))) end--;
  return text.slice(0, end);
}

export function stripBoth(text: string): string {
  return stripEnd(stripStart(text));
}
