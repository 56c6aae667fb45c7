import type { GgufStrings } from "../gguf/strings.ts";
import { byteCharacters } from "./byte-alphabet.ts";
import { byteString } from "./byte-string.ts";
import type { Vocabulary } from "./vocabulary.ts";

/**
 * The merges of a byte-pair encoding over integers. A symbol is a text that bytes or merges make: the id of the token of
 * that text, or a number from the vocabulary's size on if there is no such token.
 */
export class MergeTable {
  /** The symbol of each byte. */
  readonly byteSymbols: Int32Array;
  /** By rank: the symbol that a merge makes. */
  readonly merged: Int32Array;
  // A hash table with open addressing: pairs of symbols in `#pairs`, their ranks in `#ranks`, −1 where it is empty.
  readonly #pairs: Int32Array;
  readonly #ranks: Int32Array;
  readonly #mask: number;

  /** `merges` are of the form "left right"; the earlier, the sooner they apply. */
  constructor(vocabulary: Vocabulary, merges: GgufStrings) {
    const others = new Map<string, number>();
    const symbolOf = (text: string): number => {
      const symbol = vocabulary.find(text) ?? others.get(text);
      if (symbol !== undefined) return symbol;
      others.set(text, vocabulary.size + others.size);
      return vocabulary.size + others.size - 1;
    };
    this.byteSymbols = Int32Array.from(byteCharacters, (character) => symbolOf(byteString(character)));
    this.merged = new Int32Array(merges.length);
    const capacity = 2 ** Math.ceil(Math.log2(2 * merges.length + 1));
    this.#mask = capacity - 1;
    this.#pairs = new Int32Array(2 * capacity);
    this.#ranks = new Int32Array(capacity).fill(-1);
    for (let rank = 0; rank < merges.length; rank++) {
      const merge = byteString(merges.bytes(rank));
      const space = merge.indexOf(" ", 1);
      if (space < 0) continue;
      const left = merge.slice(0, space);
      const right = merge.slice(space + 1);
      this.merged[rank] = symbolOf(left + right);
      this.#add(symbolOf(left), symbolOf(right), rank);
    }
  }

  /** The rank of the merge of two symbols, −1 if they don't merge. */
  rank(left: number, right: number): number {
    return this.#ranks[this.#slot(left, right)]!;
  }

  #add(left: number, right: number, rank: number): void {
    const slot = this.#slot(left, right);
    // Of a merge given twice, the first counts.
    if (this.#ranks[slot] !== -1) return;
    this.#pairs[2 * slot] = left;
    this.#pairs[2 * slot + 1] = right;
    this.#ranks[slot] = rank;
  }

  /** Where a pair is, or else would be. */
  #slot(left: number, right: number): number {
    let slot = Math.imul(Math.imul(left, 0x9e3779b1) ^ right, 0x85ebca6b);
    slot = (slot ^ (slot >>> 15)) & this.#mask;
    while (this.#ranks[slot] !== -1 && (this.#pairs[2 * slot] !== left || this.#pairs[2 * slot + 1] !== right)) {
      slot = (slot + 1) & this.#mask;
    }
    return slot;
  }
}
