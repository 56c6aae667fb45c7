import type { GgufStrings } from "../gguf/strings.ts";

/** The hash of no bytes. */
export const hashSeed = 0x811c9dc5 | 0;

/** The hash of some bytes and one more (FNV-1a). */
export function hashByte(hash: number, byte: number): number {
  return Math.imul(hash ^ byte, 0x01000193);
}

/**
 * Numbers strings of bytes by their content, without making objects of them: a vocabulary has hundreds of thousands. It
 * is a hash table with open addressing.
 */
export class ByteTable {
  /** Length in bytes of the longest string. */
  readonly longest: number;
  /** All strings, and where each starts and ends in it. */
  readonly data: Uint8Array;
  /** Of string i: `bounds[2i]`, `bounds[2i + 1]`. */
  readonly bounds: Uint32Array;
  /** Indexes of strings, −1 where a place is empty. */
  readonly #places: Int32Array;
  readonly #mask: number;

  /** Of equal strings, the last is found. The empty string is never found. */
  constructor(strings: GgufStrings) {
    const count = strings.length;
    this.data = count === 0 ? new Uint8Array(0) : new Uint8Array(strings.bytes(0).buffer);
    this.bounds = new Uint32Array(2 * count);
    const capacity = 2 ** Math.ceil(Math.log2(2 * count + 1));
    this.#places = new Int32Array(capacity).fill(-1);
    this.#mask = capacity - 1;
    let longest = 0;
    for (let index = 0; index < count; index++) {
      const { byteOffset, length } = strings.bytes(index);
      const end = byteOffset + length;
      this.bounds[2 * index] = byteOffset;
      this.bounds[2 * index + 1] = end;
      longest = Math.max(longest, length);
      if (length === 0) continue;
      let hash = hashSeed;
      for (let at = byteOffset; at < end; at++) hash = hashByte(hash, this.data[at]!);
      this.#places[this.#place(hash, this.data, byteOffset, end, end, end)] = index;
    }
    this.longest = longest;
  }

  /** The index of the string that is `data` from `start` to `end`; −1 if there is none. */
  find(data: Uint8Array, start = 0, end = data.length): number {
    if (end - start > this.longest) return -1;
    let hash = hashSeed;
    for (let at = start; at < end; at++) hash = hashByte(hash, data[at]!);
    return this.findHashed(hash, data, start, end);
  }

  /** As {@link find}, with the hash of the bytes, which the caller has made byte by byte. */
  findHashed(hash: number, data: Uint8Array, start: number, end: number): number {
    return this.#places[this.#place(hash, data, start, end, end, end)]!;
  }

  /** As {@link findHashed} for what `data` has from `start` to `middle` and from `resume` to `end`. */
  findJoined(hash: number, data: Uint8Array, start: number, middle: number, resume: number, end: number): number {
    return this.#places[this.#place(hash, data, start, middle, resume, end)]!;
  }

  /** Where a string is, or else would be. */
  #place(hash: number, data: Uint8Array, start: number, middle: number, resume: number, end: number): number {
    let place = (hash ^ (hash >>> 15)) & this.#mask;
    while (true) {
      const index = this.#places[place]!;
      if (index < 0 || this.equals(index, data, start, middle, resume, end)) return place;
      place = (place + 1) & this.#mask;
    }
  }

  /** Whether string `index` is what `data` has from `start` to `middle` and from `resume` to `end`. */
  equals(index: number, data: Uint8Array, start: number, middle: number, resume: number, end: number): boolean {
    let at = this.bounds[2 * index]!;
    if (this.bounds[2 * index + 1]! - at !== middle - start + end - resume) return false;
    for (let from = start; from < middle; from++) if (data[from] !== this.data[at++]) return false;
    for (let from = resume; from < end; from++) if (data[from] !== this.data[at++]) return false;
    return true;
  }
}
