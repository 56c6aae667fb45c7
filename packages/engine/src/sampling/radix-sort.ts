const BITS = 8;
const PASSES = 4;
const BUCKETS = 1 << BITS;
const MASK = BUCKETS - 1;

/** Sorts many float32 values in linear time: a stable least-significant-digit radix sort with one pass per byte. */
export class RadixSort {
  #keys: Int32Array;
  #keysBack: Int32Array;
  #order: Int32Array;
  #orderBack: Int32Array;
  readonly #starts = new Int32Array(PASSES * BUCKETS);

  /** `capacity` is the most values sorted at once. */
  constructor(capacity: number) {
    this.#keys = new Int32Array(capacity);
    this.#keysBack = new Int32Array(capacity);
    this.#order = new Int32Array(capacity);
    this.#orderBack = new Int32Array(capacity);
  }

  /**
   * The positions of the first `size` values, largest value first, equal values in their order. Values must not be NaN.
   * The result is valid until the next call.
   */
  descending(values: Float32Array, size: number): Int32Array {
    this.#count(values, size);
    for (let pass = 0; pass < PASSES; pass++) this.#scatter(pass, size);
    return this.#order;
  }

  #count(values: Float32Array, size: number): void {
    const keys = this.#keys;
    const order = this.#order;
    const starts = this.#starts.fill(0);
    const signed = new Int32Array(values.buffer, values.byteOffset, size);
    for (let i = 0; i < size; i++) {
      const bits = signed[i]!;
      // IEEE 754 bits order like integers once one sign is turned around; here descending, and -0 is made equal to 0.
      const key = bits >= 0 ? 0x7fffffff - bits : bits === -0x80000000 ? 0x7fffffff : bits;
      keys[i] = key;
      order[i] = i;
      starts[key & MASK]!++;
      starts[BUCKETS + ((key >>> BITS) & MASK)]!++;
      starts[2 * BUCKETS + ((key >>> (2 * BITS)) & MASK)]!++;
      starts[3 * BUCKETS + (key >>> (3 * BITS))]!++;
    }
    for (let pass = 0; pass < PASSES; pass++) {
      let start = 0;
      for (let i = pass * BUCKETS; i < (pass + 1) * BUCKETS; i++) {
        const count = starts[i]!;
        starts[i] = start;
        start += count;
      }
    }
  }

  #scatter(pass: number, size: number): void {
    const keys = this.#keys;
    const order = this.#order;
    const keysBack = this.#keysBack;
    const orderBack = this.#orderBack;
    const starts = this.#starts;
    const shift = pass * BITS;
    const base = pass * BUCKETS;
    for (let i = 0; i < size; i++) {
      const key = keys[i]!;
      const to = starts[base + ((key >>> shift) & MASK)]!++;
      keysBack[to] = key;
      orderBack[to] = order[i]!;
    }
    this.#keys = keysBack;
    this.#keysBack = keys;
    this.#order = orderBack;
    this.#orderBack = order;
  }
}
