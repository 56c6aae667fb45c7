import { type Automaton, dead } from "./automaton.ts";
import type { TokenTrie } from "./token-trie.ts";

/** The tokens that an automaton can read from one of its states on. */
export interface TokenSet {
  /** Tokens of which it can read all bytes: listed if few, else one bit per token of the vocabulary. */
  readonly listed: Int32Array | undefined;
  readonly bits: Int32Array | undefined;
  /** Nodes of the tree where it may be done while there are longer tokens. */
  readonly exits: Int32Array;
}

const mostListed = 2048;
const mostCachedBytes = 64 << 20;

/** Finds and remembers token sets, for all grammars of a vocabulary. */
export class TokenSets {
  readonly trie: TokenTrie;
  #known = new WeakMap<object, Map<number | string, TokenSet>>();
  #bytes = 0;
  #unfinished: Int32Array | undefined;
  readonly #states: Int32Array;

  constructor(trie: TokenTrie) {
    this.trie = trie;
    this.#states = new Int32Array(trie.longest + 1);
  }

  /** All tokens but those that end an answer, one bit each. */
  get unfinished(): Int32Array {
    if (!this.#unfinished) {
      this.#unfinished = new Int32Array(Math.ceil(this.trie.vocabSize / 32)).fill(-1);
      for (const token of this.trie.ends) this.#unfinished[token >> 5]! &= ~(1 << (token & 31));
    }
    return this.#unfinished;
  }

  of(automaton: Automaton, state: number): TokenSet {
    if (this.#bytes > mostCachedBytes) {
      this.#known = new WeakMap();
      this.#bytes = 0;
    }
    let known = this.#known.get(automaton.family);
    if (!known) {
      known = new Map();
      this.#known.set(automaton.family, known);
    }
    const key = automaton.horizon(state, this.trie.longest);
    if (key === undefined) return this.#find(automaton, state);
    let set = known.get(key);
    if (!set) {
      set = this.#find(automaton, state);
      known.set(key, set);
      this.#bytes += 200 + set.exits.byteLength + (set.bits ?? set.listed!).byteLength;
    }
    return set;
  }

  #find(automaton: Automaton, start: number): TokenSet {
    const { bytes, depths, skips, tokens, twins, vocabSize } = this.trie;
    const states = this.#states;
    const found: number[] = [];
    const exits: number[] = [];
    states[0] = start;
    for (let node = 1; node < bytes.length; ) {
      const depth = depths[node]!;
      const state = automaton.next(states[depth - 1]!, bytes[node]!);
      if (state === dead) {
        node = skips[node]!;
        continue;
      }
      states[depth] = state;
      for (let token = tokens[node]!; token >= 0; token = twins[token]!) found.push(token);
      if (skips[node]! > node + 1 && automaton.accepts(state)) exits.push(node);
      node++;
    }
    if (found.length <= mostListed) {
      return { listed: Int32Array.from(found), bits: undefined, exits: Int32Array.from(exits) };
    }
    const bits = new Int32Array(Math.ceil(vocabSize / 32));
    for (const token of found) bits[token >> 5]! |= 1 << (token & 31);
    return { listed: undefined, bits, exits: Int32Array.from(exits) };
  }
}
