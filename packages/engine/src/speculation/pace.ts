/** Rows that a run may have: the latest token, and a draft behind it. */
const rowCounts = [1, 2, 4, 8, 16] as const;

/** Most tokens of a draft. */
export const mostDrafted = rowCounts.at(-1)! - 1;

/** How much a new measurement counts. */
const weight = 0.25;
/** By how much a run that is not used gets cheaper in memory, so that one slow run is not remembered for ever. */
const forgetting = 0.998;
/** What each further row is taken to add to a run that was not measured yet. */
const guess = 0.05;

/** Decides how many tokens of a draft are worth their evaluation, by what runs have taken. */
export class Pace {
  readonly #milliseconds = new Map<number, number>();

  /** Takes note of a run of so many rows. */
  measured(rows: number, milliseconds: number): void {
    for (const [other, known] of this.#milliseconds) if (other > 1) this.#milliseconds.set(other, known * forgetting);
    const known = this.#milliseconds.get(rows);
    this.#milliseconds.set(rows, known === undefined ? milliseconds : known + weight * (milliseconds - known));
  }

  /** How many of a draft's `length` tokens to evaluate, each right with `likelihood` if those before it are; 0 for none. */
  draftLength(length: number, likelihood: number): number {
    const single = this.#milliseconds.get(1);
    // Drafts wait for the first measurement: without it nothing can be said.
    if (single === undefined) return 0;
    let best = 1;
    let rate = 1 / single;
    for (const rows of rowCounts) {
      if (rows === 1 || rows - 1 > length) continue;
      const milliseconds = this.#milliseconds.get(rows) ?? single * (1 + guess * (rows - 1));
      const other = expectedTokens(rows, likelihood) / milliseconds;
      if (other > rate) [best, rate] = [rows, other];
    }
    return best - 1;
  }
}

/** 1 + p + p² + … of `rows` terms: what a run of the latest token and `rows` - 1 drafted ones brings. */
function expectedTokens(rows: number, likelihood: number): number {
  return likelihood === 1 ? rows : (1 - likelihood ** rows) / (1 - likelihood);
}
