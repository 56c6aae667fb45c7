import fc, { type Arbitrary } from "fast-check";

/** A text's UTF-8 bytes, cut into pieces anywhere, within characters too; some pieces are empty. */
export function chunked(text: Arbitrary<string>): Arbitrary<Uint8Array[]> {
  return fc.tuple(text, fc.array(fc.nat(), { maxLength: 12 })).map(([whole, cuts]) => {
    const bytes = new TextEncoder().encode(whole);
    const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].toSorted((a, b) => a - b);
    return ends.map((end, i) => bytes.slice(ends[i - 1] ?? 0, end));
  });
}

/** The pieces as the text that they are together. */
export function joined(pieces: readonly Uint8Array[]): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(Buffer.concat(pieces));
}
