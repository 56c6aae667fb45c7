import { byteString } from "./byte-string.ts";

/** U+2581, which stands for a space in many vocabularies, as a byte string. */
export const metaSpace = byteString("\u2581");

/** A byte string with U+2581 for its spaces. */
export function escapeSpaces(text: string): string {
  return text.replaceAll(" ", metaSpace);
}

/** The bytes of a token with spaces for its U+2581. */
export function unescapeSpaces(bytes: Uint8Array): Uint8Array {
  const text = byteString(bytes);
  return text.includes(metaSpace) ? Buffer.from(text.replaceAll(metaSpace, " "), "latin1") : bytes;
}
