/** Copies of a slot's recurrent states behind so many tokens. */
interface Checkpoint {
  readonly tokens: number;
  readonly states: readonly Float32Array[];
}

/** Most copies of a slot; the oldest gives way to a new one. */
const mostCheckpoints = 4;

/** Copies of recurrent states, by slot, that answers which begin alike can go on from. */
export class Checkpoints {
  readonly #slots: Checkpoint[][];

  constructor(slots: number) {
    this.#slots = Array.from({ length: slots }, () => []);
  }

  /** Bytes that the copies of all slots take at most, for states of so many bytes. */
  static bytes(slots: number, stateBytes: number): number {
    return slots * mostCheckpoints * stateBytes;
  }

  /** Copies the states behind `tokens` tokens. */
  keep(slot: number, tokens: number, states: readonly Float32Array[]): void {
    this.forgetBehind(slot, tokens - 1);
    const kept = this.#slots[slot]!;
    kept.push({ tokens, states: states.map((state) => state.slice()) });
    if (kept.length > mostCheckpoints) kept.shift();
  }

  /** The latest copy at or before `tokens` tokens that `isUsable` takes; undefined if there is none. */
  find(slot: number, tokens: number, isUsable: (tokens: number) => boolean): Checkpoint | undefined {
    return this.#slots[slot]!.findLast((checkpoint) => checkpoint.tokens <= tokens && isUsable(checkpoint.tokens));
  }

  /** Drops copies of more than `tokens` tokens: the slot has other ones now. */
  forgetBehind(slot: number, tokens: number): void {
    const kept = this.#slots[slot]!;
    while (kept.length > 0 && kept.at(-1)!.tokens > tokens) kept.pop();
  }
}
