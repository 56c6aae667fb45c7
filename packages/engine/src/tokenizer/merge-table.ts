import type { GgufStrings } from "../gguf/strings.ts";
import { byteString } from "./byte-string.ts";
import { hashByte, hashSeed } from "./byte-table.ts";
import type { MergeSeams } from "./merge-seams.ts";
import type { Vocabulary } from "./vocabulary.ts";

const space = 0x20;

/** Stands for a text that no merge and no token has. */
export const noSymbol = 0x7fff_ffff;

/**
 * The merges of a byte-pair encoding over integers. A symbol is a text that merges make or are made of: the id of the token
 * of that text, or a number from the vocabulary's size on if there is no such token.
 */
export class MergeTable {
  /** By rank: the symbol that a merge makes. */
  readonly merged: Int32Array;
  readonly #vocabulary: Vocabulary;
  /** Symbols that are no tokens, by byte string. */
  readonly #others = new Map<string, number>();
  /** A hash table with open addressing: left symbol, right symbol, rank of each entry; a rank of −1 where it is empty. */
  readonly #entries: Int32Array;
  readonly #mask: number;

  /** `merges` are of the form "left right"; the earlier, the sooner they apply. `seams` are told of each. */
  constructor(vocabulary: Vocabulary, merges: GgufStrings, seams?: MergeSeams) {
    this.#vocabulary = vocabulary;
    this.merged = new Int32Array(merges.length);
    const capacity = 2 ** Math.ceil(Math.log2(2 * merges.length + 1));
    this.#mask = capacity - 1;
    this.#entries = new Int32Array(3 * capacity).fill(-1);
    const data = merges.length === 0 ? new Uint8Array(0) : new Uint8Array(merges.bytes(0).buffer);
    for (let rank = 0; rank < merges.length; rank++) {
      const { byteOffset: start, length } = merges.bytes(rank);
      const end = start + length;
      let leftHash = hashSeed;
      let middle = start;
      while (middle < end && (data[middle] !== space || middle === start))
        leftHash = hashByte(leftHash, data[middle++]!);
      if (middle + 1 >= end) continue;
      let rightHash = hashSeed;
      let hash = leftHash;
      for (let at = middle + 1; at < end; at++) {
        rightHash = hashByte(rightHash, data[at]!);
        hash = hashByte(hash, data[at]!);
      }
      const left = this.#symbol(leftHash, data, start, middle, end, end);
      const right = this.#symbol(rightHash, data, middle + 1, end, end, end);
      this.merged[rank] =
        this.#guess(rank === 0 ? 0 : this.merged[rank - 1]!, data, start, middle, end) ??
        this.#symbol(hash, data, start, middle, middle + 1, end);
      this.#add(left, right, rank);
      seams?.add(data, start, middle, middle + 1, end);
    }
  }

  /** The symbol of some bytes, or {@link noSymbol}. */
  find(data: Uint8Array, start = 0, end = data.length): number {
    const token = this.#vocabulary.table.find(data, start, end);
    if (token >= 0 || this.#others.size === 0) return token >= 0 ? token : noSymbol;
    return this.#others.get(byteString(data.subarray(start, end))) ?? noSymbol;
  }

  /** The rank of the merge of two symbols, −1 if they don't merge. */
  rank(left: number, right: number): number {
    return this.#entries[this.#entry(left, right) + 2]!;
  }

  /** Most files number tokens in the order of the merges that make them; some tokens several merges make in a row. */
  #guess(previous: number, data: Uint8Array, start: number, middle: number, end: number): number | undefined {
    for (let token = previous; token <= previous + 1 && token < this.#vocabulary.size; token++) {
      if (this.#vocabulary.table.equals(token, data, start, middle, middle + 1, end)) return token;
    }
    return undefined;
  }

  /** The symbol of the bytes from `start` to `middle` and from `resume` to `end`, which have this hash. */
  #symbol(hash: number, data: Uint8Array, start: number, middle: number, resume: number, end: number): number {
    const token = this.#vocabulary.table.findJoined(hash, data, start, middle, resume, end);
    if (token >= 0) return token;
    const text = byteString(data.subarray(start, middle)) + byteString(data.subarray(resume, end));
    let symbol = this.#others.get(text);
    if (symbol === undefined) {
      symbol = this.#vocabulary.size + this.#others.size;
      this.#others.set(text, symbol);
    }
    return symbol;
  }

  #add(left: number, right: number, rank: number): void {
    const entry = this.#entry(left, right);
    // Of a merge given twice, the first counts.
    if (this.#entries[entry + 2] !== -1) return;
    this.#entries[entry] = left;
    this.#entries[entry + 1] = right;
    this.#entries[entry + 2] = rank;
  }

  /** Where a pair is in the table, or else would be. */
  #entry(left: number, right: number): number {
    const hash = Math.imul(Math.imul(left, 0x9e3779b1) ^ right, 0x85ebca6b);
    let slot = (hash ^ (hash >>> 15)) & this.#mask;
    while (true) {
      const entry = 3 * slot;
      if (this.#entries[entry + 2] === -1) return entry;
      if (this.#entries[entry] === left && this.#entries[entry + 1] === right) return entry;
      slot = (slot + 1) & this.#mask;
    }
  }
}
