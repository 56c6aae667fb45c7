import type { TextDfa } from "./text-dfa.ts";

const mostBytes = 32 << 20;

/** Says from which states of an automaton a text of so many characters can still be completed. */
export class LengthBounds {
  readonly min: number;
  readonly max: number;
  /** Characters that any state needs at most to the nearest end. */
  readonly farthest: number;
  /** Characters that may be missing until nothing changes any more. */
  readonly settled: number;
  readonly #distances: Int32Array;
  /** By characters that are missing: the states from where a path of so many leads to one that can end in time. */
  readonly #able: Uint8Array[];

  private constructor(dfa: TextDfa, min: number, max: number, able: Uint8Array[]) {
    this.min = min;
    this.max = max;
    this.farthest = dfa.distances.reduce((most, distance) => Math.max(most, distance), 0);
    this.settled = able.length - 1;
    this.#distances = dfa.distances;
    this.#able = able;
  }

  /** Undefined if they would take too much room. */
  static of(dfa: TextDfa, min: number, max: number): LengthBounds | undefined {
    const slack = max - min;
    let latest = Uint8Array.from(dfa.distances, (distance) => (distance >= 0 && distance <= slack ? 1 : 0));
    const able = [latest];
    for (let missing = 1; missing <= min; missing++) {
      if (able.length * (dfa.size + 100) > mostBytes) return undefined;
      const before = latest;
      latest = Uint8Array.from(dfa.steps, (steps) => (steps.some(([, , to]) => before[to] === 1) ? 1 : 0));
      if (latest.every((value, state) => value === before[state])) break;
      able.push(latest);
    }
    return new LengthBounds(dfa, min, max, able);
  }

  /** Whether a text of `count` characters that has led to a state can be completed. */
  allows(state: number, count: number): boolean {
    const missing = this.min - count;
    if (missing > 0) return this.#able[Math.min(missing, this.settled)]![state] === 1;
    return count + this.#distances[state]! <= this.max;
  }
}
