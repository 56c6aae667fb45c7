const N = 624;
const M = 397;
const TWO_32 = 2 ** 32;
const TWO_64 = 2 ** 64;
const LARGEST_BELOW_ONE = 1 - 2 ** -53;

/**
 * The Mersenne Twister MT19937 (Matsumoto and Nishimura, 1998), with the seeding of C++'s `std::mt19937`.
 * The same seed gives the same sequence as there.
 */
export class Mt19937 {
  readonly #state = new Uint32Array(N);
  #next = N;

  /** `seed` is taken modulo 2³². */
  constructor(seed: number) {
    this.seed(seed);
  }

  /** Starts the sequence of `seed` (modulo 2³²) from its beginning. */
  seed(seed: number): void {
    const state = this.#state;
    state[0] = seed;
    for (let i = 1; i < N; i++) {
      const previous = state[i - 1]!;
      state[i] = Math.imul(1812433253, previous ^ (previous >>> 30)) + i;
    }
    this.#next = N;
  }

  /** The next integer, uniform in [0, 2³²). */
  nextUint32(): number {
    if (this.#next === N) this.#regenerate();
    let y = this.#state[this.#next++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    y ^= y >>> 18;
    return y >>> 0;
  }

  /**
   * The next number, uniform in [0, 1): two integers, the low half first, as libstdc++'s
   * `std::uniform_real_distribution<double>` makes it.
   */
  nextDouble(): number {
    const low = this.nextUint32();
    const value = (low + this.nextUint32() * TWO_32) / TWO_64;
    // The sum is rounded to 53 bits, and may so reach 2⁶⁴.
    return value < 1 ? value : LARGEST_BELOW_ONE;
  }

  #regenerate(): void {
    const state = this.#state;
    for (let i = 0; i < N; i++) {
      const y = (state[i]! & 0x80000000) | (state[(i + 1) % N]! & 0x7fffffff);
      state[i] = state[(i + M) % N]! ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.#next = 0;
  }
}
