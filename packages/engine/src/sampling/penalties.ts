import type { Candidates } from "./candidates.ts";

export interface PenaltyOptions {
  readonly repeatPenalty: number;
  readonly repeatLastN: number;
  readonly presencePenalty: number;
  readonly frequencyPenalty: number;
}

/**
 * Makes recent tokens less likely: by a factor (Keskar et al., 2019, with negative logits multiplied instead of
 * divided), by an amount for having occurred, and by an amount per occurrence.
 */
export class Penalties {
  /** Whether they change anything. */
  readonly active: boolean;
  readonly #repeat: number;
  readonly #presence: number;
  readonly #frequency: number;
  /** The recent tokens as a ring; `#oldest` is the next one to leave once it is full. */
  readonly #recent: Int32Array;
  #oldest = 0;
  #length = 0;
  readonly #counts = new Map<number, number>();

  /** Sees at most the last `numCtx` tokens, which is also what a negative `repeatLastN` asks for. */
  constructor(options: PenaltyOptions, numCtx: number) {
    this.#repeat = Math.fround(options.repeatPenalty);
    this.#presence = Math.fround(options.presencePenalty);
    this.#frequency = Math.fround(options.frequencyPenalty);
    const lastN = options.repeatLastN < 0 ? numCtx : Math.min(Math.trunc(options.repeatLastN), numCtx);
    this.active = lastN > 0 && (this.#repeat !== 1 || this.#presence !== 0 || this.#frequency !== 0);
    this.#recent = new Int32Array(this.active ? lastN : 0);
  }

  /** Takes note of a token of the prompt or the answer. */
  accept(token: number): void {
    if (!this.active) return;
    const recent = this.#recent;
    if (this.#length === recent.length) this.#forget(recent[this.#oldest]!);
    else this.#length++;
    recent[this.#oldest] = token;
    this.#oldest = (this.#oldest + 1) % recent.length;
    this.#counts.set(token, (this.#counts.get(token) ?? 0) + 1);
  }

  /** Lowers the logits of recent tokens. The candidates must be the whole vocabulary as loaded. */
  apply(candidates: Candidates): void {
    const { logits } = candidates;
    this.#counts.forEach((count, token) => {
      const logit = logits[token]!;
      const scaled = Math.fround(logit <= 0 ? logit * this.#repeat : logit / this.#repeat);
      logits[token] = scaled - Math.fround(Math.fround(count * this.#frequency) + this.#presence);
    });
  }

  /** Forgets all tokens. */
  reset(): void {
    this.#oldest = 0;
    this.#length = 0;
    this.#counts.clear();
  }

  #forget(token: number): void {
    const count = this.#counts.get(token)!;
    if (count === 1) this.#counts.delete(token);
    else this.#counts.set(token, count - 1);
  }
}
