import type { Tokenizer } from "../tokenizer/tokenizer.ts";

/**
 * The tokens of a vocabulary that stand for text, as a prefix tree in depth-first order. Nodes are numbered from 1; node 0
 * is the root. Tokens that end answers and those without text are not in it.
 */
export class TokenTrie {
  readonly vocabSize: number;
  /** Tokens that end an answer. */
  readonly ends: Int32Array;
  /** By node: its last byte, its depth, the node behind its subtree, its first token or -1. */
  readonly bytes: Uint8Array;
  readonly depths: Uint16Array;
  readonly skips: Int32Array;
  readonly tokens: Int32Array;
  /** By token: the next one with the same bytes, or -1. */
  readonly twins: Int32Array;
  /** Bytes of the longest token. */
  readonly longest: number;
  readonly #pieces: Uint8Array[];

  constructor(tokenizer: Pick<Tokenizer, "vocabSize" | "isEndOfGeneration" | "piece">) {
    const { vocabSize } = tokenizer;
    this.vocabSize = vocabSize;
    const all = Array.from({ length: vocabSize }, (_, token) => token);
    this.ends = Int32Array.from(all.filter((token) => tokenizer.isEndOfGeneration(token)));
    const none: Uint8Array = new Uint8Array(0);
    this.#pieces = all.map((token) => (tokenizer.isEndOfGeneration(token) ? none : tokenizer.piece(token, false)));
    const pieces = this.#pieces;
    const sorted = all.filter((token) => pieces[token]!.length > 0);
    sorted.sort((a, b) => Buffer.compare(pieces[a]!, pieces[b]!) || a - b);
    const total = 1 + sorted.reduce((sum, token) => sum + pieces[token]!.length, 0);
    const bytes = new Uint8Array(total);
    const depths = new Uint16Array(total);
    const skips = new Int32Array(total);
    const tokens = new Int32Array(total).fill(-1);
    this.twins = new Int32Array(vocabSize).fill(-1);
    /** Nodes from the root to the last one that was added. */
    const path: number[] = [0];
    let size = 1;
    let previous: Uint8Array = none;
    let previousToken = -1;
    for (const token of sorted) {
      const piece = pieces[token]!;
      let shared = 0;
      while (shared < previous.length && previous[shared] === piece[shared]) shared++;
      if (shared === piece.length) this.twins[previousToken] = token;
      while (path.length > shared + 1) skips[path.pop()!] = size;
      for (let depth = shared; depth < piece.length; depth++) {
        bytes[size] = piece[depth]!;
        depths[size] = depth + 1;
        path.push(size++);
      }
      if (shared < piece.length) tokens[path.at(-1)!] = token;
      previous = piece;
      previousToken = token;
    }
    for (const node of path) skips[node] = size;
    this.bytes = bytes.slice(0, size);
    this.depths = depths.slice(0, size);
    this.skips = skips.slice(0, size);
    this.tokens = tokens.slice(0, size);
    this.longest = this.depths.reduce((most, depth) => Math.max(most, depth), 0);
  }

  /** The bytes that lead to a node, as a string of them. */
  path(node: number): string {
    let below = node;
    while (this.tokens[below]! < 0) below++;
    return Buffer.from(this.piece(this.tokens[below]!).subarray(0, this.depths[node]!)).toString("latin1");
  }

  /** A text in tokens, each the longest that there is; without those at the end that have no token. */
  longestTokens(text: Uint8Array): number[] {
    const found: number[] = [];
    for (let from = 0; from < text.length; ) {
      const node = this.#longest(text, from);
      if (node === 0) break;
      found.push(this.tokens[node]!);
      from += this.depths[node]!;
    }
    return found;
  }

  /** The deepest node with a token that a text leads to from a place on; 0 if there is none. */
  #longest(text: Uint8Array, from: number): number {
    let longest = 0;
    let end = this.bytes.length;
    for (let node = 1, depth = 1; node < end && from + depth <= text.length; ) {
      if (this.bytes[node] !== text[from + depth - 1]) {
        node = this.skips[node]!;
        continue;
      }
      if (this.tokens[node]! >= 0) longest = node;
      end = this.skips[node]!;
      node++;
      depth++;
    }
    return longest;
  }

  /** The bytes of a token; none for one that is not in the tree. */
  piece(token: number): Uint8Array {
    return this.#pieces[token]!;
  }
}
