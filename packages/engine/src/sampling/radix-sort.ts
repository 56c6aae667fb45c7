const BITS = 11;
const BUCKETS = 1 << BITS;
const MASK = BUCKETS - 1;

/** Sorts many float32 values in linear time: a stable least-significant-digit radix sort of three passes. */
export class RadixSort {
  #keys: Uint32Array;
  #keysBack: Uint32Array;
  #order: Uint32Array;
  #orderBack: Uint32Array;
  readonly #starts = new Uint32Array(3 * BUCKETS);
  readonly #float = new Float32Array(1);
  readonly #bits = new Uint32Array(this.#float.buffer);

  /** `capacity` is the most values sorted at once. */
  constructor(capacity: number) {
    this.#keys = new Uint32Array(capacity);
    this.#keysBack = new Uint32Array(capacity);
    this.#order = new Uint32Array(capacity);
    this.#orderBack = new Uint32Array(capacity);
  }

  /**
   * The positions of the first `size` values, largest value first, equal values in their order. Values must not be NaN.
   * The result is valid until the next call.
   */
  descending(values: Float32Array, size: number): Uint32Array {
    this.#count(values, size);
    for (let pass = 0; pass < 3; pass++) this.#scatter(pass, size);
    return this.#order;
  }

  #count(values: Float32Array, size: number): void {
    const keys = this.#keys;
    const order = this.#order;
    const starts = this.#starts.fill(0);
    for (let i = 0; i < size; i++) {
      // Adding zero makes -0 equal to 0.
      this.#float[0] = values[i]! + 0;
      const bits = this.#bits[0]!;
      // IEEE 754 bits order like integers once negatives are turned around; here descending.
      const key = (bits & 0x80000000 ? bits : ~bits & 0x7fffffff) >>> 0;
      keys[i] = key;
      order[i] = i;
      starts[key & MASK]!++;
      starts[BUCKETS + ((key >>> BITS) & MASK)]!++;
      starts[2 * BUCKETS + (key >>> (2 * BITS))]!++;
    }
    for (let pass = 0; pass < 3; pass++) {
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
