/** A text without the white space that it begins with, as Go's `unicode.IsSpace` has it. */
export function trimStart(text: string): string {
  return text.replace(/^\p{White_Space}+/u, "");
}

/** Whether a text is empty or nothing but white space. */
export function isBlank(text: string): boolean {
  return !/\P{White_Space}/u.test(text);
}

/** Index behind the last character of a text that is not white space. */
export function textEnd(text: string): number {
  let end = text.length;
  while (end > 0 && isBlank(text[end - 1]!)) end--;
  return end;
}

/** A text without the white space that it ends with. */
export function trimEnd(text: string): string {
  return text.slice(0, textEnd(text));
}

/** A text without the white space at both ends. */
export function trimSpace(text: string): string {
  return trimEnd(trimStart(text));
}
