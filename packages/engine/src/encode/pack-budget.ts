/** A pack should not keep other requests, or a cancellation, waiting for longer than this. */
const targetMilliseconds = 150;
const smallest = 64;
/** With more tokens nothing gets faster. */
export const mostPackTokens = 1024;

/** How many tokens a pack may have, learned from how long packs take. */
export class PackBudget {
  tokens = 256;

  /** Takes in how long a pack took. */
  learn(tokens: number, milliseconds: number): void {
    // A short pack says little: it may be bound by something else.
    if (tokens < smallest) return;
    const wanted = (tokens * targetMilliseconds) / Math.max(1, milliseconds);
    this.tokens = Math.round(Math.min(mostPackTokens, Math.max(smallest, Math.min(wanted, 2 * this.tokens))));
  }
}
