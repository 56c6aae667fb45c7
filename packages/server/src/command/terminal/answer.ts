import { WordWrap } from "./word-wrap.ts";

const GREY = "\x1b[90m";
const PLAIN = "\x1b[0m";
/** Columns left free at the right edge. */
const MARGIN = 5;

export interface AnswerOutput {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface AnswerStyle {
  readonly wordWrap: boolean;
  readonly hideThinking: boolean;
}

/** Prints one streamed answer: thinking apart from the rest and in grey, words wrapped at the edge of a terminal. */
export class AnswerPrinter {
  readonly #output: AnswerOutput;
  readonly #style: AnswerStyle;
  #wrap: WordWrap | undefined;
  #thinking: "none" | "open" | "closed" = "none";

  constructor(style: AnswerStyle, output: AnswerOutput = process.stdout) {
    this.#style = style;
    this.#output = output;
    this.#restartWrap();
  }

  thinking(text: string): void {
    if (text === "" || this.#style.hideThinking) return;
    if (this.#thinking !== "open") {
      this.#thinking = "open";
      this.#output.write(this.#output.isTTY ? `${GREY}Thinking...\n${PLAIN}` : "Thinking...\n");
      this.#restartWrap();
    }
    const shown = this.#wrap?.push(text) ?? text;
    this.#output.write(this.#output.isTTY ? GREY + shown + PLAIN : shown);
  }

  content(text: string): void {
    if (text === "") return;
    this.#closeThinking();
    this.#output.write(this.#wrap?.push(text) ?? text);
  }

  /** Ends the answer with a blank line. */
  end(): void {
    this.#closeThinking();
    this.#output.write("\n\n");
  }

  #closeThinking(): void {
    if (this.#thinking !== "open") return;
    this.#thinking = "closed";
    const text = "\n...done thinking.\n\n";
    this.#output.write(this.#output.isTTY ? GREY + text + PLAIN : text);
    this.#restartWrap();
  }

  #restartWrap(): void {
    const { isTTY, columns } = this.#output;
    this.#wrap = this.#style.wordWrap && isTTY && columns ? new WordWrap(columns - MARGIN) : undefined;
  }
}
