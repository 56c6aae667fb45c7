import { atOnce } from "./in-slices.ts";
import { decodeUtf8 } from "./json-text.ts";

/** Text that is not base64. The message is that of Go's encoding/base64. */
export class Base64Error extends Error {
  override readonly name = "Base64Error";
  /** @param offset byte of the text where decoding failed */
  constructor(offset: number) {
    super(`illegal base64 data at input byte ${offset}`);
  }
}

/**
 * Bytes of a text in the standard alphabet with padding. Line breaks within are skipped; bits left over in the last
 * character are ignored. Throws {@link Base64Error}.
 */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  return atOnce(decodeBase64Steps(text));
}

/** Characters that are decoded at once. */
const pieceLength = 2 ** 18;

/** {@link decodeBase64} with pauses between pieces. */
export function* decodeBase64Steps(text: string): Generator<void, Uint8Array<ArrayBuffer>> {
  const pieces = { length: text.length, piece: (start: number, end: number) => text.slice(start, end) };
  return (yield* decodePieces(pieces)) ?? decodeWhole(text);
}

/** The same for a text of ASCII; undefined if it has to be looked at more closely, such as for what is wrong with it. */
export function* decodeBase64Bytes(text: Uint8Array): Generator<void, Uint8Array<ArrayBuffer> | undefined> {
  const piece = (start: number, end: number) => decodeUtf8(text.subarray(start, end));
  return yield* decodePieces({ length: text.length, piece });
}

interface Pieces {
  readonly length: number;
  piece(start: number, end: number): string;
}

/** Undefined for what is not plain base64 with padding at its end only. */
function* decodePieces({ length, piece }: Pieces): Generator<void, Uint8Array<ArrayBuffer> | undefined> {
  const bytes = new Uint8Array(Math.ceil(length / 4) * 3);
  let read = 0;
  let written = 0;
  while (length - read > pieceLength) {
    const step = decodePiece(piece(read, read + pieceLength), bytes.subarray(written));
    if (step === undefined || step.read === 0) return undefined;
    read += step.read;
    written += step.written;
    yield;
  }
  try {
    const rest = decodeWhole(piece(read, length));
    bytes.set(rest, written);
    return bytes.subarray(0, written + rest.length);
  } catch {
    return undefined;
  }
}

interface Progress {
  /** Characters. */
  readonly read: number;
  /** Bytes. */
  readonly written: number;
}

/** As ECMAScript has it; the types that are at hand know another form. */
interface Base64Target {
  setFromBase64(text: string, options: { lastChunkHandling: "stop-before-partial" }): Progress;
}

/** Decodes whole groups of four characters; undefined for what is not base64. */
function decodePiece(text: string, target: Uint8Array): Progress | undefined {
  if (/[ \t\f=]/.test(text)) return undefined;
  try {
    return (target as unknown as Base64Target).setFromBase64(text, { lastChunkHandling: "stop-before-partial" });
  } catch {
    return undefined;
  }
}

function decodeWhole(text: string): Uint8Array<ArrayBuffer> {
  // The built-in decoder also skips spaces, which are an error here.
  if (!/[ \t\f]/.test(text)) {
    try {
      return Uint8Array.fromBase64(text, { lastChunkHandling: "strict" });
    } catch {
      // Slowly, then, to find the place.
    }
  }
  const fault = faultOf(text);
  if (fault !== undefined) throw new Base64Error(fault);
  return Uint8Array.fromBase64(text, { lastChunkHandling: "loose" });
}

/** Byte offset that Go names for a malformed text, which it reads in groups of four characters. */
function faultOf(text: string): number | undefined {
  const bytes = new TextEncoder().encode(text);
  let position = 0;
  const skipBreaks = () => {
    while (bytes[position] === 0x0a || bytes[position] === 0x0d) position++;
  };
  for (;;) {
    for (let index = 0; index < 4; index++) {
      skipBreaks();
      const byte = bytes[position];
      if (byte === undefined) return index === 0 ? undefined : position - index;
      position++;
      if (isLetter(byte)) continue;
      if (byte !== 0x3d || index < 2) return position - 1;
      if (index === 2) {
        skipBreaks();
        if (position === bytes.length) return position;
        if (bytes[position] !== 0x3d) return position - 1;
        position++;
      }
      skipBreaks();
      return position < bytes.length ? position : undefined;
    }
  }
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const letters = new Uint8Array(256);
for (const letter of alphabet) letters[letter.charCodeAt(0)] = 1;

function isLetter(byte: number): boolean {
  return letters[byte] === 1;
}
