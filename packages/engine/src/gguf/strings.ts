const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** Text of bytes; what is not UTF-8 becomes U+FFFD. */
export function decodeUtf8(bytes: Uint8Array): string {
  return utf8.decode(bytes);
}

/**
 * An array of byte strings that stay in one buffer, as the file has them. A vocabulary is hundreds of thousands of
 * strings of which few are ever looked at as text, and which need not be UTF-8.
 */
export class GgufStrings implements Iterable<string> {
  readonly length: number;
  readonly #data: Uint8Array;
  /** Where string i starts and ends: `#bounds[2i]`, `#bounds[2i + 1]`. */
  readonly #bounds: Uint32Array;

  /** `bounds` holds a start and an end within `data` for each string. */
  constructor(data: Uint8Array, bounds: Uint32Array) {
    this.#data = data;
    this.#bounds = bounds;
    this.length = bounds.length / 2;
  }

  /** Puts the strings given as text or bytes into one buffer. */
  static from(strings: Iterable<string | Uint8Array>): GgufStrings {
    const parts = Array.from(strings, (item) => (typeof item === "string" ? new TextEncoder().encode(item) : item));
    const bounds = new Uint32Array(2 * parts.length);
    const data = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let position = 0;
    for (const [index, part] of parts.entries()) {
      data.set(part, position);
      bounds[2 * index] = position;
      position += part.length;
      bounds[2 * index + 1] = position;
    }
    return new GgufStrings(data, bounds);
  }

  /** The first `count` strings, in the same buffer. */
  first(count: number): GgufStrings {
    return new GgufStrings(this.#data, this.#bounds.subarray(0, 2 * count));
  }

  /** String i as text; what is not UTF-8 becomes U+FFFD. Throws RangeError outside the array. */
  at(index: number): string {
    return decodeUtf8(this.bytes(index));
  }

  /** String i as bytes, a view of the shared buffer. Throws RangeError outside the array. */
  bytes(index: number): Uint8Array {
    const start = this.#bounds[2 * index];
    const end = this.#bounds[2 * index + 1];
    if (start === undefined || end === undefined) throw new RangeError(`no string ${index} among ${this.length}`);
    return this.#data.subarray(start, end);
  }

  *[Symbol.iterator](): Iterator<string> {
    for (let index = 0; index < this.length; index++) yield this.at(index);
  }
}
