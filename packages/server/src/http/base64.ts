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
