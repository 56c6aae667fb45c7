/** Words whose tokens a tokenizer remembers. */
export const cachedWords = 1 << 16;

/** Words longer than this are too rare to be worth their place. */
const longestWord = 64;

/**
 * Remembers the tokens of words. It has two halves: when the younger is full, the older, of words not asked for since, is
 * forgotten.
 */
export class WordCache {
  readonly #half: number;
  #young = new Map<string, readonly number[]>();
  #old = new Map<string, readonly number[]>();

  /** `capacity` is the most words held. */
  constructor(capacity: number) {
    this.#half = capacity / 2;
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  get(word: string): readonly number[] | undefined {
    const tokens = this.#young.get(word);
    if (tokens !== undefined) return tokens;
    const old = this.#old.get(word);
    if (old !== undefined) {
      this.#old.delete(word);
      this.#add(word, old);
    }
    return old;
  }

  set(word: string, tokens: readonly number[]): void {
    if (word.length > longestWord) return;
    this.#add(word, tokens);
  }

  /** The tokens of a word, found by `encode` if they are not known. */
  getOrSet(word: string, encode: () => readonly number[]): readonly number[] {
    let tokens = this.get(word);
    if (tokens === undefined) {
      tokens = encode();
      this.set(word, tokens);
    }
    return tokens;
  }

  #add(word: string, tokens: readonly number[]): void {
    if (this.#young.size >= this.#half) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    // A slice keeps the whole text that it was cut from in memory; a copy does not.
    this.#young.set(Buffer.from(word, "utf16le").toString("utf16le"), tokens);
  }
}
