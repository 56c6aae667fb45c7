import { type Automaton, dead } from "./automaton.ts";
import type { ItemNode, ItemSet } from "./item-set.ts";

/** States from here down are pairs; those above are the other automaton's own. */
const pairs = -1000;

/** Reads what another automaton does, but for the texts of a set. */
class Excluding implements Automaton {
  readonly start: number;
  readonly family: object;
  readonly #inner: Automaton;
  /** By pair: a state of the other automaton and the place in the tree of texts. */
  readonly #states: (readonly [state: number, node: ItemNode])[] = [];
  readonly #ids = new Map<ItemNode, Map<number, number>>();
  readonly #able = new Map<ItemNode, Map<number, boolean>>();

  constructor(inner: Automaton, set: ItemSet) {
    this.#inner = inner;
    this.family = inner.family;
    this.start = this.#pair(inner.start, set.root);
  }

  next(state: number, byte: number): number {
    if (state > pairs) return this.#inner.next(state, byte);
    const [inner, node] = this.#states[pairs - state]!;
    const to = this.#inner.next(inner, byte);
    const child = node.next.get(byte);
    // A text that differs from all of the set can end as any other.
    return to === dead || !child ? to : this.#pair(to, child);
  }

  accepts(state: number): boolean {
    if (state > pairs) return this.#inner.accepts(state);
    const [inner, node] = this.#states[pairs - state]!;
    return this.#inner.accepts(inner) && !node.isEnd;
  }

  horizon(state: number, length: number): number | string | undefined {
    return state > pairs ? this.#inner.horizon(state, length) : undefined;
  }

  /** The state of a pair; dead if all that it leads to is in the set. */
  #pair(state: number, node: ItemNode): number {
    if (!this.#isAble(state, node)) return dead;
    const ids = this.#ids.get(node) ?? new Map<number, number>();
    this.#ids.set(node, ids);
    let id = ids.get(state);
    if (id === undefined) {
      id = pairs - (this.#states.push([state, node]) - 1);
      ids.set(state, id);
    }
    return id;
  }

  #isAble(state: number, node: ItemNode): boolean {
    const known = this.#able.get(node) ?? new Map<number, boolean>();
    this.#able.set(node, known);
    let isAble = known.get(state);
    if (isAble === undefined) {
      isAble = this.#inner.accepts(state) && !node.isEnd;
      for (let byte = 0; byte < 256 && !isAble; byte++) {
        const to = this.#inner.next(state, byte);
        const child = node.next.get(byte);
        isAble = to !== dead && (!child || this.#isAble(to, child));
      }
      known.set(state, isAble);
    }
    return isAble;
  }
}

const known = new WeakMap<ItemSet, WeakMap<Automaton, Excluding>>();

/** An automaton without the texts of a set; undefined if it has no others. */
export function excluding(automaton: Automaton, set: ItemSet): Automaton | undefined {
  const made = known.get(set) ?? new WeakMap<Automaton, Excluding>();
  known.set(set, made);
  const found = made.get(automaton) ?? new Excluding(automaton, set);
  made.set(automaton, found);
  return found.start === dead ? undefined : found;
}
