/** Measures from its making, in whole nanoseconds. */
export class Stopwatch {
  readonly #start = performance.now();

  elapsed(): number {
    return Math.round((performance.now() - this.#start) * 1e6);
  }
}
