import { type ByteTable, hashByte, hashSeed } from "./byte-table.ts";

/**
 * Tells most byte strings that no token starts with from those that one does, by their hashes: a set of the hashes of all
 * beginnings of all tokens (a Bloom filter of one function).
 */
export class PrefixFilter {
  readonly #bits: Uint32Array;
  readonly #shift: number;

  constructor({ data, bounds }: ByteTable) {
    let bytes = 0;
    for (let index = 0; index < bounds.length; index += 2) bytes += bounds[index + 1]! - bounds[index]!;
    // Eight bits for each beginning, between 2^10 and 2^26 in all.
    const size = Math.min(26, Math.max(10, Math.ceil(Math.log2(8 * bytes + 1))));
    this.#shift = 32 - size;
    this.#bits = new Uint32Array(1 << (size - 5));
    for (let index = 0; index < bounds.length; index += 2) {
      let hash = hashSeed;
      for (let at = bounds[index]!; at < bounds[index + 1]!; at++) {
        hash = hashByte(hash, data[at]!);
        const bit = this.#bit(hash);
        this.#bits[bit >>> 5]! |= 1 << (bit & 31);
      }
    }
  }

  /** False only if no token starts with the bytes of this hash. */
  mayStart(hash: number): boolean {
    const bit = this.#bit(hash);
    return ((this.#bits[bit >>> 5]! >>> (bit & 31)) & 1) === 1;
  }

  #bit(hash: number): number {
    return Math.imul(hash, 0x9e3779b1) >>> this.#shift;
  }
}
