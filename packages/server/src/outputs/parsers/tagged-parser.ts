import type { OutputDelta, OutputParser } from "../output-parser.ts";
import { trimEnd } from "../white-space.ts";
import { DeltaBuilder } from "./delta-builder.ts";
import type { CallReader } from "./parsed-call.ts";
import { TagScanner } from "./tag-scanner.ts";

/** A tag that ends a section. */
export interface Exit<Name extends string> {
  readonly tag: string;
  /** The section behind it. */
  readonly to: Name;
  /** Whether white space before it is dropped. */
  readonly trimBefore?: boolean;
  /** Whether white space behind it is dropped. */
  readonly trimAfter?: boolean;
  /** Whether what was collected is no call, so that it is dropped. */
  readonly discards?: boolean;
}

/** A part of an output between tags. */
export interface Section<Name extends string> {
  /** What its text is: a part of the answer, nothing that anyone sees, or a call to be read once it is complete. */
  readonly is: "content" | "thinking" | "nothing" | CallReader;
  /** A tag that its text may begin with, which is dropped. */
  readonly opening?: string;
  readonly exits: readonly Exit<Name>[];
  /** Whether white space at the end of the output is dropped. */
  readonly dropsLastSpace?: boolean;
  /** What becomes of an unfinished call at the end of the output: dropped unless said otherwise. */
  readonly unfinished?: "dropped" | "content" | "read";
}

export type Sections<Name extends string> = Readonly<Record<Name, Section<Name>>>;

/**
 * A parser from a table of sections and the tags between them. A call that can't be read is content, tags and all. Half a
 * tag at the end of the output is text.
 */
export class TaggedParser<Name extends string> implements OutputParser {
  readonly #sections: Sections<Name>;
  readonly #scanner = new TagScanner();
  #name: Name;
  /** Whether the section's text may still begin with its opening tag. */
  #isAtStart = true;
  /** Text of a call so far. */
  #collected: string[] = [];
  /** The tag that began the section. */
  #entry = "";
  #callCount = 0;

  constructor(sections: Sections<Name>, start: Name) {
    this.#sections = sections;
    this.#name = start;
  }

  add(text: string): OutputDelta {
    const delta = new DeltaBuilder();
    this.#scanner.push(text);
    while (this.#step(delta));
    return delta;
  }

  end(): OutputDelta {
    const delta = new DeltaBuilder();
    const section = this.#section;
    const rest = this.#scanner.rest();
    this.#emit(section.dropsLastSpace ? trimEnd(rest) : rest, delta);
    if (typeof section.is === "function") this.#finish(section.is, section.unfinished ?? "dropped", delta);
    return delta;
  }

  get #section(): Section<Name> {
    return this.#sections[this.#name];
  }

  /** Goes as far as the next tag; says whether it got there. */
  #step(delta: DeltaBuilder): boolean {
    const { opening, exits, dropsLastSpace } = this.#section;
    if (this.#isAtStart && opening !== undefined) {
      if (this.#scanner.leading(opening) === undefined) return false;
      this.#isAtStart = false;
    }
    const holdsSpace = dropsLastSpace === true || exits.some((exit) => exit.trimBefore);
    const { text, tag } = this.#scanner.next(
      exits.map((exit) => exit.tag),
      holdsSpace,
    );
    const exit = exits.find((candidate) => candidate.tag === tag);
    this.#emit(exit?.trimBefore ? trimEnd(text) : text, delta);
    if (exit === undefined) return false;
    this.#leave(exit, delta);
    return true;
  }

  #emit(text: string, delta: DeltaBuilder): void {
    const { is } = this.#section;
    if (is === "content") delta.content += text;
    else if (is === "thinking") delta.thinking += text;
    else if (is !== "nothing") this.#collected.push(text);
  }

  #leave(exit: Exit<Name>, delta: DeltaBuilder): void {
    const { is } = this.#section;
    if (typeof is === "function" && !exit.discards) this.#read(is, exit.tag, delta);
    this.#collected = [];
    this.#entry = exit.tag;
    this.#name = exit.to;
    this.#isAtStart = true;
    if (exit.trimAfter) this.#scanner.skipSpace();
  }

  #finish(reader: CallReader, unfinished: "dropped" | "content" | "read", delta: DeltaBuilder): void {
    if (unfinished === "read") this.#read(reader, "", delta);
    else if (unfinished === "content") delta.content += this.#entry + this.#collected.join("");
  }

  #read(reader: CallReader, closing: string, delta: DeltaBuilder): void {
    const text = this.#collected.join("");
    this.#callCount += delta.addCalls(() => reader(text), this.#callCount, this.#entry + text + closing);
  }
}
