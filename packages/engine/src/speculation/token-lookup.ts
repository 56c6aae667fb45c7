/** Tokens that have to match before what came behind them is a draft. */
export const shortestMatch = 3;

/** How far back a match is followed, and how many places are looked at: more of either changes no draft that matters. */
const longestMatch = 64;
const mostPlaces = 64;

/** A continuation that was found, and how many tokens before it matched. */
export interface Found {
  readonly tokens: readonly number[];
  readonly matched: number;
}

/**
 * Finds what followed the latest tokens when they came before (prompt lookup decoding, Saxena 2023). Places with the same
 * {@link shortestMatch} tokens are chained, so that the longest match among the newest places is found without a search
 * through the text.
 */
export class TokenLookup {
  /** By hash of the tokens before it: the newest place. */
  readonly #newest = new Map<number, number>();
  /** By place: the place before it with the same hash, or -1. */
  readonly #before: number[] = [];

  /** Up to `most` tokens that may come behind `tokens`, which are those of the last call and new ones. */
  find(tokens: readonly number[], most: number): Found | undefined {
    const end = tokens.length;
    if (end < this.#before.length) this.forget();
    if (end < shortestMatch || most < 1) return undefined;
    let best = -1;
    let matched = shortestMatch - 1;
    let place = this.#index(tokens);
    for (let looked = 0; place >= 0 && looked < mostPlaces; looked++) {
      const length = matchLength(tokens, place, end);
      if (length > matched) {
        best = place;
        matched = length;
        if (matched >= longestMatch) break;
      }
      place = this.#before[place]!;
    }
    return best < 0 ? undefined : { tokens: tokens.slice(best, best + most), matched };
  }

  /** Starts over: the tokens so far are no longer what they were. */
  forget(): void {
    this.#newest.clear();
    this.#before.length = 0;
  }

  /** Takes in new tokens. Gives the newest place before the end with the hash of the end. */
  #index(tokens: readonly number[]): number {
    for (let place = this.#before.length; place < tokens.length; place++) {
      this.#before.push(-1);
      if (place >= shortestMatch) this.#chain(place, hashBefore(tokens, place));
    }
    return this.#newest.get(hashBefore(tokens, tokens.length)) ?? -1;
  }

  #chain(place: number, hash: number): void {
    this.#before[place] = this.#newest.get(hash) ?? -1;
    this.#newest.set(hash, place);
  }
}

function hashBefore(tokens: readonly number[], place: number): number {
  let hash = 0;
  for (let i = place - shortestMatch; i < place; i++) hash = Math.imul(hash ^ tokens[i]!, 0x9e3779b1) ^ (hash >>> 15);
  return hash;
}

/** How many tokens before two places are the same, as far as that is of interest. */
function matchLength(tokens: readonly number[], a: number, b: number): number {
  let length = 0;
  while (length < longestMatch && length < a && tokens[a - 1 - length] === tokens[b - 1 - length]) length++;
  return length;
}
