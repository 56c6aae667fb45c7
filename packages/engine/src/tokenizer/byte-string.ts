/**
 * Bytes as a string with one character (U+0000 to U+00FF) per byte. Tokens need not be UTF-8, and a map finds strings
 * by content, which it does not do for arrays.
 */
export function byteString(bytes: Uint8Array | string): string {
  const buffer =
    typeof bytes === "string"
      ? Buffer.from(bytes, "utf8")
      : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return buffer.toString("latin1");
}
