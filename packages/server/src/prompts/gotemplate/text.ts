/**
 * Go strings are bytes, JavaScript's are UTF-16. Bytes that are not part of valid UTF-8 (after `slice`, or from `"\xff"`)
 * are carried as lone surrogates U+DC80..U+DCFF, one per byte, until the text leaves the template engine.
 */

const encoder = new TextEncoder();
/** With the `u` flag only surrogates without a partner match. */
const loneSurrogate = /[\uD800-\uDFFF]/u;
const loneSurrogates = /[\uD800-\uDFFF]/gu;

/** Whether the text carries bytes that are not valid UTF-8. */
export function hasEscapedBytes(text: string): boolean {
  return loneSurrogate.test(text);
}

/** The bytes of a Go string. */
export function toBytes(text: string): Uint8Array {
  if (!hasEscapedBytes(text)) return encoder.encode(text);
  const bytes: number[] = [];
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (code >= 0xdc80 && code <= 0xdcff) bytes.push(code - 0xdc00);
    else for (const byte of encoder.encode(char)) bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}

const strictDecoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A Go string from its bytes. */
export function fromBytes(bytes: Uint8Array): string {
  try {
    return strictDecoder.decode(bytes);
  } catch {
    return decodeWithEscapes(bytes);
  }
}

function decodeWithEscapes(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let i = 0; i < bytes.length; ) {
    const length = sequenceLength(bytes[i] ?? 0);
    let part: string | undefined;
    if (length > 0 && i + length <= bytes.length) {
      try {
        part = strictDecoder.decode(bytes.subarray(i, i + length));
      } catch {
        part = undefined;
      }
    }
    parts.push(part ?? String.fromCharCode(0xdc00 + (bytes[i] ?? 0)));
    i += part === undefined ? 1 : length;
  }
  return parts.join("");
}

function sequenceLength(first: number): number {
  if (first < 0x80) return 1;
  if (first < 0xc2) return 0;
  if (first < 0xe0) return 2;
  if (first < 0xf0) return 3;
  return first < 0xf5 ? 4 : 0;
}

/** Length of a Go string in bytes. */
export function byteLength(text: string): number {
  return hasEscapedBytes(text) ? toBytes(text).length : Buffer.byteLength(text);
}

/** Joins escaped bytes that form characters and replaces the others by U+FFFD: the text as the outside sees it. */
export function toValidText(text: string): string {
  return hasEscapedBytes(text) ? fromBytes(toBytes(text)).replace(loneSurrogates, "\uFFFD") : text;
}

/** The valid parts between bytes that are not part of a character. */
export function splitAtEscapedBytes(text: string): string[] {
  return hasEscapedBytes(text) ? fromBytes(toBytes(text)).split(loneSurrogates) : [text];
}

const printable = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

/** Whether Go prints the character as it is inside quotes. */
export function isPrintable(char: string): boolean {
  return printable.test(char);
}

const simpleEscapes: Readonly<Record<string, string>> = {
  "\x07": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  "\\": "\\\\",
};

/** Quotes as Go's `%q` (and `%+q` with `asciiOnly`). */
export function quote(text: string, quoteChar = '"', asciiOnly = false): string {
  let out = quoteChar;
  for (const char of text) out += quoteRune(char, quoteChar, asciiOnly);
  return out + quoteChar;
}

function quoteRune(char: string, quoteChar: string, asciiOnly: boolean): string {
  const code = char.codePointAt(0) ?? 0;
  if (char === quoteChar) return `\\${char}`;
  const simple = simpleEscapes[char];
  if (simple !== undefined) return simple;
  if (code >= 0xdc80 && code <= 0xdcff) return `\\x${(code - 0xdc00).toString(16)}`;
  if (asciiOnly ? code >= 0x20 && code < 0x7f : isPrintable(char)) return char;
  if (code < 0x20 || code === 0x7f) return `\\x${code.toString(16).padStart(2, "0")}`;
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, "0");
}

/** A character as Go's `%#U`: `U+0040 '@'`. */
export function describeRune(char: string): string {
  const code = (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return isPrintable(char) ? `U+${code} '${char}'` : `U+${code}`;
}
