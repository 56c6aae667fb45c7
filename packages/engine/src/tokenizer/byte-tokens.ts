import type { Vocabulary } from "./vocabulary.ts";

/** The token for each byte: `<0x41>`, else a token of just that byte, else `fallback`. */
export function byteTokens(vocabulary: Vocabulary, fallback?: number): (number | undefined)[] {
  return Array.from({ length: 256 }, (_, byte) => {
    const hex = byte.toString(16).toUpperCase().padStart(2, "0");
    return vocabulary.find(`<0x${hex}>`) ?? vocabulary.find(String.fromCharCode(byte)) ?? fallback;
  });
}
