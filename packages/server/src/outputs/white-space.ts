/** A text without the white space that it begins with, as Go's `unicode.IsSpace` has it. */
export function trimStart(text: string): string {
  return text.replace(/^\p{White_Space}+/u, "");
}

/** Whether a text is empty or nothing but white space. */
export function isBlank(text: string): boolean {
  return !/\P{White_Space}/u.test(text);
}
