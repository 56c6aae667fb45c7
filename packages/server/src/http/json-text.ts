const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

const backslash = 0x5c;
const letterU = 0x75;

/** Bytes of a text that is decoded at once, which takes a few milliseconds at most. */
const pieceSize = 2 ** 18;

/** Text of UTF-8, in which each malformed sequence is U+FFFD. */
export function decodeUtf8(bytes: Uint8Array): string {
  return utf8.decode(bytes);
}

/**
 * The text of a JSON string that is known to be one, given what stands between its quotes. Malformed UTF-8 and lone
 * surrogates become U+FFFD. It pauses between pieces.
 */
export function* readText(bytes: Uint8Array): Generator<void, string> {
  const isEscaped = bytes.includes(backslash);
  if (bytes.length <= pieceSize) return readPiece(bytes, isEscaped);
  let text = "";
  for (let start = 0; start < bytes.length; ) {
    const end = isEscaped ? endOfEscapedPiece(bytes, start) : endOfPiece(bytes, start + pieceSize);
    text += readPiece(bytes.subarray(start, end), isEscaped);
    start = end;
    yield;
  }
  return text;
}

/** The same at once, for short texts. */
export function readShortText(bytes: Uint8Array): string {
  return readPiece(bytes, bytes.includes(backslash));
}

function readPiece(bytes: Uint8Array, isEscaped: boolean): string {
  const text = decodeUtf8(bytes);
  return isEscaped ? (JSON.parse(`"${text}"`) as string).replace(/\p{Surrogate}/gu, "\ufffd") : text;
}

/** Where to cut at or before `end`: not within a character. */
function endOfPiece(bytes: Uint8Array, end: number): number {
  if (end >= bytes.length) return bytes.length;
  // A character has three bytes at most behind its first one; more of them are malformed, and may be cut anywhere.
  for (let back = 0; back < 4; back++) if ((bytes[end - back]! & 0xc0) !== 0x80) return end - back;
  return end;
}

/** Where to cut about a piece behind `start`: not within an escape, or a pair of them, or a character. */
function endOfEscapedPiece(bytes: Uint8Array, start: number): number {
  const target = start + pieceSize;
  let at = start;
  while (at < target) {
    const next = bytes.indexOf(backslash, at);
    if (next < 0 || next >= target) return Math.max(at, endOfPiece(bytes, target));
    at = endOfEscape(bytes, next);
  }
  return Math.min(at, bytes.length);
}

/** Behind an escape; behind the second one of a surrogate pair. */
function endOfEscape(bytes: Uint8Array, start: number): number {
  if (bytes[start + 1] !== letterU) return start + 2;
  const end = start + 6;
  const isPair = isSurrogate(bytes, start, /^d[89ab]$/i) && isSurrogate(bytes, end, /^d[c-f]$/i);
  return isPair ? end + 6 : end;
}

/** Whether there is an escape for a surrogate whose first two digits match. */
function isSurrogate(bytes: Uint8Array, start: number, digits: RegExp): boolean {
  if (bytes[start] !== backslash || bytes[start + 1] !== letterU) return false;
  return digits.test(String.fromCharCode(bytes[start + 2]!, bytes[start + 3]!));
}
