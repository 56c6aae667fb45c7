/** How often in a row a piece may repeat the one before it. */
const mostRepeats = 30;

/** Notices a model that is caught in a loop: the same piece of text, apart from space, over and over. */
export class RepetitionGuard {
  #last = "";
  #repeats = 0;

  /** Whether the answer should end before this piece. */
  isStuck(piece: string): boolean {
    const trimmed = piece.trim();
    if (trimmed === this.#last) this.#repeats++;
    else {
      this.#last = trimmed;
      this.#repeats = 0;
    }
    return this.#repeats > mostRepeats;
  }
}
