/** A text that waits, by the request that it is of and its index there. */
export interface Waiting<Text> {
  readonly id: number;
  readonly index: number;
  readonly text: Text;
}

interface Request<Text> {
  readonly id: number;
  /** The shortest first: the last one is next. */
  readonly texts: Waiting<Text>[];
}

/**
 * The texts of all requests, taken in packs of about so many tokens. Requests take turns, so that a short one need not wait
 * for the end of a long one; each gives its longest texts first.
 */
export class PackQueue<Text extends { readonly tokens: ArrayLike<unknown> }> {
  /** The first one's turn is next. */
  #requests: Request<Text>[] = [];

  get isEmpty(): boolean {
    return this.#requests.length === 0;
  }

  add(id: number, texts: readonly Text[]): void {
    if (texts.length === 0) return;
    const waiting = texts.map((text, index) => ({ id, index, text }));
    waiting.sort((a, b) => a.text.tokens.length - b.text.tokens.length);
    this.#requests.push({ id, texts: waiting });
  }

  /** Forgets what is left of a request. */
  remove(id: number): void {
    const at = this.#requests.findIndex((request) => request.id === id);
    if (at >= 0) this.#requests.splice(at, 1);
  }

  /** The next texts: at least one, and no more than `most` tokens together unless a single one has more. */
  next(most: number): Waiting<Text>[] {
    const pack: Waiting<Text>[] = [];
    let left = most;
    let turns = this.#requests;
    // Those whose next text is longer than what is left of the pack: they come first in the next one.
    this.#requests = [];
    while (turns.length > 0) {
      const served: Request<Text>[] = [];
      for (const request of turns) {
        const waiting = request.texts.at(-1)!;
        const { length } = waiting.text.tokens;
        if (length > left && pack.length > 0) {
          this.#requests.push(request);
          continue;
        }
        request.texts.pop();
        pack.push(waiting);
        left -= length;
        if (request.texts.length > 0) served.push(request);
      }
      turns = served;
    }
    return pack;
  }
}
