import { setTimeout as delay } from "node:timers/promises";

/** Keeps all transfers together below a rate. */
export class RateLimit {
  readonly #bytesPerSecond: number;
  #free = 0;

  /** No limit for `undefined` or 0. */
  constructor(bytesPerSecond: number | undefined) {
    this.#bytesPerSecond = bytesPerSecond || Number.POSITIVE_INFINITY;
  }

  /** Waits until so many bytes may have come. */
  async take(bytes: number, signal: AbortSignal): Promise<void> {
    const now = performance.now();
    this.#free = Math.max(this.#free, now) + (bytes / this.#bytesPerSecond) * 1000;
    const wait = this.#free - now;
    if (wait > 5) await delay(wait, undefined, { signal });
  }
}
