/** Texts that were used lately, up to a number of characters in all. */
export class RecentTexts<Key> {
  readonly #most: number;
  readonly #texts = new Map<Key, string>();
  #length = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get(key: Key): string | undefined {
    const text = this.#texts.get(key);
    if (text === undefined) return undefined;
    // The one asked for last is the last to go.
    this.#texts.delete(key);
    this.#texts.set(key, text);
    return text;
  }

  set(key: Key, text: string): void {
    this.#length += text.length - (this.#texts.get(key)?.length ?? 0);
    this.#texts.delete(key);
    this.#texts.set(key, text);
    for (const [oldest, { length }] of this.#texts) {
      if (this.#length <= this.#most) break;
      this.#texts.delete(oldest);
      this.#length -= length;
    }
  }
}
