import { Utf8Assembler } from "./utf8.ts";

/**
 * Finds one stop sequence in text that arrives in pieces (Knuth, Morris and Pratt, 1977): `matched` is how many of its
 * UTF-16 units the text ends with.
 */
class StopSequence {
  readonly text: string;
  matched = 0;
  /** For each matched length, the longest shorter prefix that also ends there. */
  readonly #fallback: Int32Array;

  constructor(text: string) {
    this.text = text;
    this.#fallback = new Int32Array(text.length + 1);
    for (let i = 1; i < text.length; i++) {
      this.#step(text.charCodeAt(i));
      this.#fallback[i + 1] = this.matched;
    }
    this.matched = 0;
  }

  /** Takes in one UTF-16 unit; true if the sequence is complete with it. */
  advance(unit: number): boolean {
    this.#step(unit);
    return this.matched === this.text.length;
  }

  #step(unit: number): void {
    while (this.matched > 0 && this.text.charCodeAt(this.matched) !== unit) {
      this.matched = this.#fallback[this.matched]!;
    }
    if (this.text.charCodeAt(this.matched) === unit) this.matched++;
  }
}

/**
 * Makes the text of an answer from the bytes of its tokens, up to the first stop sequence. First is the one that is
 * complete first, wherever the pieces happen to break; of several complete at the same place, the longest. It and all
 * that follows are cut.
 */
export class TextAssembler {
  readonly #utf8 = new Utf8Assembler();
  readonly #sequences: StopSequence[];
  /** Text that may yet turn out to be the beginning of a stop sequence. */
  #held = "";
  #stopped = false;

  /** Empty stop sequences are ignored. Lone surrogates in one count as U+FFFD, which is what they are in UTF-8. */
  constructor(stop: readonly string[]) {
    this.#sequences = stop
      .filter((text) => text !== "")
      .map((text) => new StopSequence(text.replace(/\p{Surrogate}/gu, "\ufffd")));
  }

  /** Whether a stop sequence has ended the text. Nothing comes after that. */
  get stopped(): boolean {
    return this.#stopped;
  }

  /** Takes in the bytes of a token; returns the text that is final by now, and whether a stop sequence ended it. */
  push(bytes: Uint8Array): { text: string; stopped: boolean } {
    if (this.#stopped) return { text: "", stopped: true };
    const text = this.#take(this.#utf8.push(bytes));
    return { text, stopped: this.#stopped };
  }

  /** The rest of the text, once no more tokens come. An incomplete character in it becomes U+FFFD. */
  end(): string {
    if (this.#stopped) return "";
    const text = this.#take(this.#utf8.end());
    if (this.#stopped) return text;
    const rest = text + this.#held;
    this.#held = "";
    return rest;
  }

  #take(piece: string): string {
    const text = this.#held + piece;
    for (let i = this.#held.length; i < text.length; i++) {
      const length = this.#advance(text.charCodeAt(i));
      if (length > 0) {
        this.#stopped = true;
        this.#held = "";
        return text.slice(0, i + 1 - length);
      }
    }
    const open = this.#sequences.reduce((longest, sequence) => Math.max(longest, sequence.matched), 0);
    this.#held = text.slice(text.length - open);
    return text.slice(0, text.length - open);
  }

  /** The length of the longest stop sequence that `unit` completes, or 0. */
  #advance(unit: number): number {
    let length = 0;
    for (const sequence of this.#sequences) {
      if (sequence.advance(unit)) length = Math.max(length, sequence.text.length);
    }
    return length;
  }
}
