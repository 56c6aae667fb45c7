/**
 * Turns bytes that arrive in arbitrary pieces, as tokens do, into whole characters. Follows the WHATWG decoder: what is
 * not UTF-8 becomes U+FFFD, one per maximal invalid part, and nothing after it is lost. A byte order mark is kept.
 */
export class Utf8Assembler {
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });

  /** The characters that are complete now; the beginning of another one is held back. */
  push(bytes: Uint8Array): string {
    return this.#decoder.decode(bytes, { stream: true });
  }

  /** What is still held back, as U+FFFD. The assembler can be used anew after this. */
  end(): string {
    return this.#decoder.decode();
  }
}
