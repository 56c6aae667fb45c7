import { type Automaton, dead } from "./automaton.ts";
import { GrammarError } from "./errors.ts";
import type { Expression } from "./expression.ts";

const mostPositions = 50_000;
const mostStates = 10_000;
const unknown = -2;

/** A byte range that leads from one position to another. */
interface Edge {
  readonly low: number;
  readonly high: number;
  readonly to: number;
}

/**
 * An expression as a deterministic automaton whose states are made when they are first reached (Thompson, 1968). Throws
 * GrammarError if the expression is too large, or if reading a text makes too many states.
 */
export class LazyDfa implements Automaton {
  readonly start: number;
  readonly family = this;
  readonly #edges: Edge[][] = [];
  readonly #empty: number[][] = [];
  readonly #accepting: number;
  readonly #ids = new Map<string, number>();
  readonly #positions: Int32Array[] = [];
  readonly #next: Int32Array[] = [];
  readonly #accepts: boolean[] = [];

  constructor(expression: Expression) {
    const first = this.#position();
    this.#accepting = this.#add(expression, first);
    this.start = this.#state([first]);
  }

  next(state: number, byte: number): number {
    const row = this.#next[state]!;
    const known = row[byte]!;
    return known === unknown ? this.#step(state, byte) : known;
  }

  accepts(state: number): boolean {
    return this.#accepts[state]!;
  }

  horizon(state: number): number {
    return state;
  }

  #step(state: number, byte: number): number {
    const reached: number[] = [];
    for (const position of this.#positions[state]!) {
      for (const { low, high, to } of this.#edges[position]!) if (low <= byte && byte <= high) reached.push(to);
    }
    const next = reached.length === 0 ? dead : this.#state(reached);
    this.#next[state]![byte] = next;
    return next;
  }

  /** The state of being at any of these positions, or where they lead without a byte. */
  #state(positions: readonly number[]): number {
    const seen = new Set<number>();
    const open = [...positions];
    for (let position = open.pop(); position !== undefined; position = open.pop()) {
      if (seen.has(position)) continue;
      seen.add(position);
      open.push(...this.#empty[position]!);
    }
    const sorted = Int32Array.from(seen).sort();
    const key = sorted.join();
    let id = this.#ids.get(key);
    if (id === undefined) {
      id = this.#positions.length;
      if (id >= mostStates) throw new GrammarError("a pattern or enumeration of the schema is too complex");
      this.#ids.set(key, id);
      this.#positions.push(sorted);
      this.#next.push(new Int32Array(256).fill(unknown));
      this.#accepts.push(seen.has(this.#accepting));
    }
    return id;
  }

  #position(): number {
    if (this.#edges.length >= mostPositions) {
      throw new GrammarError("a pattern, length or enumeration of the schema is too large");
    }
    this.#edges.push([]);
    return this.#empty.push([]) - 1;
  }

  /** Lays an expression from a position on; gives the position behind it. */
  #add(expression: Expression, from: number): number {
    switch (expression.type) {
      case "byte": {
        const to = this.#position();
        this.#edges[from]!.push({ low: expression.low, high: expression.high, to });
        return to;
      }
      case "sequence":
        return expression.parts.reduce((at, part) => this.#add(part, at), from);
      case "choice": {
        const to = this.#position();
        for (const option of expression.options) this.#empty[this.#add(option, from)]!.push(to);
        return to;
      }
      case "repeat":
        return this.#repeat(expression.part, expression.min, expression.max, from);
    }
  }

  #repeat(part: Expression, min: number, max: number, from: number): number {
    let at = from;
    for (let i = 0; i < min; i++) at = this.#add(part, this.#behind(at));
    const end = this.#position();
    if (max === Number.POSITIVE_INFINITY) {
      const loop = this.#behind(at);
      this.#empty[this.#add(part, this.#behind(loop))]!.push(loop);
      this.#empty[loop]!.push(end);
      return end;
    }
    this.#empty[at]!.push(end);
    for (let i = min; i < max; i++) {
      at = this.#add(part, this.#behind(at));
      this.#empty[at]!.push(end);
    }
    return end;
  }

  /** A new position that is reached from `position` without a byte, so that loops don't share what is before them. */
  #behind(position: number): number {
    const to = this.#position();
    this.#empty[position]!.push(to);
    return to;
  }
}
