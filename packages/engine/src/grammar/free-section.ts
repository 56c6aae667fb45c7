/** A part of an answer, at its beginning, that no grammar holds: what a model thinks. */
export interface FreeSectionTags {
  readonly opening: string;
  readonly closing: string;
  /** Whether the prompt ends with the opening, so that the answer begins inside. */
  readonly isOpen: boolean;
}

/**
 * What a token would do: stay in the section, end it with nothing but white space behind it, show that there is none, or
 * break a tag that has begun.
 */
export type Verdict = "stays" | "ends" | "absent" | "breaks";

/** Follows an answer through its free section. Texts are byte strings, since tokens may be parts of characters. */
export class FreeSection {
  readonly #opening: string;
  readonly #closing: string;
  #isInside: boolean;
  /** Of the text so far, what may be the beginning of a tag. */
  #held = "";

  constructor({ opening, closing, isOpen }: FreeSectionTags) {
    this.#opening = Buffer.from(opening).toString("latin1");
    this.#closing = Buffer.from(closing).toString("latin1");
    this.#isInside = isOpen;
  }

  /** What a token with this text would do; changes nothing. */
  judge(piece: string): Verdict {
    return this.#read(piece).verdict;
  }

  /** Goes on by a token's text. */
  advance(piece: string): void {
    const { isInside, held } = this.#read(piece);
    this.#isInside = isInside;
    this.#held = held;
  }

  #read(piece: string): { readonly verdict: Verdict; readonly isInside: boolean; readonly held: string } {
    const text = this.#held + piece;
    if (this.#isInside) return this.#inside(text);
    const start = text.replace(/^[ \t\r\n]+/, "");
    if (start.startsWith(this.#opening)) return this.#inside(start.slice(this.#opening.length));
    const mayOpen = this.#opening.startsWith(start);
    const verdict = mayOpen ? "stays" : this.#held === "" ? "absent" : "breaks";
    return { verdict, isInside: false, held: start };
  }

  #inside(text: string) {
    const end = text.indexOf(this.#closing);
    if (end < 0) {
      const held = text.slice(Math.max(0, text.length - this.#closing.length + 1));
      return { verdict: "stays", isInside: true, held } as const;
    }
    const isLast = /^[ \t\r\n]*$/.test(text.slice(end + this.#closing.length));
    return { verdict: isLast ? "ends" : "breaks", isInside: false, held: "" } as const;
  }
}
