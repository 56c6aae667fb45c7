/**
 * Wraps text that arrives in pieces: a word that turns out not to fit is taken back from the end of the line and written
 * on the next one. Widths are terminal columns.
 */
export class WordWrap {
  readonly #width: number;
  #column = 0;
  /** The word at the end of the line, as far as it is known. */
  #word = "";
  #wordWidth = 0;

  constructor(width: number) {
    this.#width = Math.max(1, width);
  }

  /** What to write to the terminal for the next piece of text. */
  push(text: string): string {
    let out = "";
    for (const character of text) {
      if (character === "\n") {
        out += "\n";
        this.#startWord(0);
        continue;
      }
      const width = character === "\t" ? 8 - (this.#column % 8) : Bun.stringWidth(character);
      if (character === " " || character === "\t") {
        out += character;
        this.#startWord(this.#column + width);
        continue;
      }
      if (this.#column + width > this.#width) out += this.#breakLine();
      out += character;
      this.#word += character;
      this.#wordWidth += width;
      this.#column += width;
    }
    return out;
  }

  #breakLine(): string {
    // A word as wide as the line can only be cut.
    if (this.#wordWidth === 0 || this.#wordWidth >= this.#column) {
      this.#startWord(0);
      return "\n";
    }
    const back = `\x1b[${this.#wordWidth}D\x1b[K`;
    this.#column = this.#wordWidth;
    return `${back}\n${this.#word}`;
  }

  #startWord(column: number): void {
    this.#column = column;
    this.#word = "";
    this.#wordWidth = 0;
  }
}
