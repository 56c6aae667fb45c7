import { GgufError } from "./error.ts";

/** Thrown when the bytes at hand end before the header does, though the file may go on. */
export class NeedsMoreBytes extends Error {}

/**
 * Reads little-endian values from the first bytes of a file. Every read is checked twice: beyond the end of the file is a
 * {@link GgufError}, beyond the bytes at hand is {@link NeedsMoreBytes}.
 */
export class Cursor {
  position = 0;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #fileSize: number;

  constructor(bytes: Uint8Array, fileSize: number) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#fileSize = fileSize;
  }

  /** Bytes of the file behind the position. */
  get remaining(): number {
    return this.#fileSize - this.position;
  }

  /** Takes `length` bytes and gives their start. `length` may be any number a file can state. */
  #take(length: number): number {
    const start = this.position;
    if (length > this.#fileSize - start) throw new GgufError("the file ends within its header");
    if (length > this.#bytes.length - start) throw new NeedsMoreBytes();
    // A length computed in doubles would make a double of the position, and every loop from there slow.
    this.position = (start + length) | 0;
    return start;
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  u64(): bigint {
    return this.#view.getBigUint64(this.#take(8), true);
  }

  /**
   * A u64 that counts things in the file. Beyond 2^53 it is rounded, which keeps it beyond the size of any file: compare it
   * with {@link remaining} before use.
   */
  count(): number {
    const start = this.#take(8);
    return this.#view.getUint32(start + 4, true) * 2 ** 32 + this.#view.getUint32(start, true);
  }

  /** Fails as a read of `length` bytes would, without reading. */
  require(length: number): void {
    this.position = this.#take(length);
  }

  /**
   * Passes over `count` strings, each a u64 length and its bytes, and gives where each starts and ends, counted from the
   * position before. Throws GgufError, naming `what`, for a string longer than `longest` (< 2^30) bytes.
   */
  stringBounds(count: number, longest: number, what: string): Uint32Array {
    this.require(8 * count);
    const bounds = new Uint32Array(2 * count);
    const view = this.#view;
    const start = this.position;
    const end = this.#bytes.length;
    let position = start;
    // Hostile files hold millions of strings: the loop stays in 32-bit integers.
    for (let index = 0; index < bounds.length; index += 2) {
      if (position + 8 > end) this.#take(position + 8 - start);
      const length = view.getInt32(position, true);
      if (view.getInt32(position + 4, true) !== 0 || length < 0 || length > longest) {
        throw new GgufError(`${what} is longer than ${longest} bytes`);
      }
      position = (position + 8) | 0;
      bounds[index] = position - start;
      position = (position + length) | 0;
      bounds[index + 1] = position - start;
    }
    this.#take(position - start);
    return bounds;
  }

  /** A view of the next bytes. */
  bytes(length: number): Uint8Array {
    const start = this.#take(length);
    return this.#bytes.subarray(start, start + length);
  }

  /** A copy of the next bytes. */
  copy(length: number): Uint8Array<ArrayBuffer> {
    const start = this.#take(length);
    return new Uint8Array(this.#bytes.subarray(start, start + length));
  }

  /** A copy of the bytes between two positions that were read. */
  between(start: number, end: number): Uint8Array {
    return this.#bytes.slice(start, end);
  }
}
