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

/** A tag that a section may begin with, white space aside. It is dropped with the white space around. */
export interface Opening<Name extends string> {
  readonly tag: string;
  /** The section that it begins; absent if it says nothing new. */
  readonly to?: Name;
  /** Whether white space counts. */
  readonly isExact?: boolean;
}

/** What ends a call that no tag ends. */
export interface Close<Name extends string> {
  /**
   * Makes a function that is shown the text of one call as it grows and gives the index behind the call's end, once it is
   * there. 0 if this is no call.
   */
  readonly find: () => (text: string) => number | undefined;
  /** The section behind it. */
  readonly to: Name;
  /** Whether white space behind it is dropped. */
  readonly trimAfter?: boolean;
}

/** A part of an output between tags. */
export interface Section<Name extends string> {
  /** What its text is: a part of the answer, nothing that anyone sees, or a call to be read once it is complete. */
  readonly is: "content" | "thinking" | "nothing" | CallReader;
  readonly openings?: readonly Opening<Name>[];
  /** Whether white space at its start is dropped. */
  readonly trimsStart?: boolean;
  readonly exits: readonly Exit<Name>[];
  /** For a call that no tag ends, in place of exits. */
  readonly close?: Close<Name>;
  /** Whether white space at the end of the output is dropped. */
  readonly dropsLastSpace?: boolean;
  /** What becomes of an unfinished call at the end of the output: dropped unless said otherwise; a reader reads it. */
  readonly unfinished?: "dropped" | "content" | "read" | CallReader;
}

export type Sections<Name extends string> = Readonly<Record<Name, Section<Name>>>;

/**
 * A parser from a table of sections and the tags between them. A call that can't be read is content, with its tags and the
 * white space around. Half a tag at the end of the output is text.
 */
export class TaggedParser<Name extends string> implements OutputParser {
  readonly #sections: Sections<Name>;
  readonly #scanner = new TagScanner();
  #name: Name;
  /** Whether the section's text may still begin with an opening tag. */
  #isAtStart = true;
  /** Text of a call so far. */
  #collected: string[] = [];
  #findClose: ((text: string) => number | undefined) | undefined;
  /** The tag that began the section, and the white space before it. */
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
    const { exits, dropsLastSpace, close } = this.#section;
    if (this.#isAtStart) {
      const begun = this.#begin();
      if (begun !== false) return begun === "elsewhere";
    }
    if (close !== undefined) return this.#stepToClose(close, delta);
    const holdsSpace = dropsLastSpace === true || exits.some((exit) => exit.trimBefore);
    const { text, tag } = this.#scanner.next(
      exits.map((exit) => exit.tag),
      holdsSpace,
    );
    const exit = exits.find((candidate) => candidate.tag === tag);
    const kept = exit?.trimBefore ? trimEnd(text) : text;
    this.#emit(kept, delta);
    if (exit === undefined) return false;
    this.#leave(exit, text.slice(kept.length), delta);
    return true;
  }

  /** Drops an opening tag. Gives where the text goes on; false for here, undefined if more text is needed to say. */
  #begin(): "elsewhere" | false | undefined {
    const { openings = [], trimsStart } = this.#section;
    if (trimsStart) this.#scanner.skipSpace();
    let mayCome = false;
    for (const { tag, to, isExact } of openings) {
      const isThere = this.#scanner.leading(tag, isExact);
      if (isThere === true) {
        this.#isAtStart = false;
        if (to === undefined) return false;
        this.#enter(to, tag);
        return "elsewhere";
      }
      mayCome ||= isThere === undefined;
    }
    if (mayCome) return undefined;
    this.#isAtStart = false;
    return false;
  }

  #stepToClose({ find, to, trimAfter }: Close<Name>, delta: DeltaBuilder): boolean {
    this.#findClose ??= find();
    this.#collected.push(this.#scanner.rest());
    const text = this.#collected.join("");
    const end = this.#findClose(text);
    if (end === undefined) {
      this.#collected = [text];
      return false;
    }
    this.#scanner.back(text.slice(end));
    this.#collected = [text.slice(0, end)];
    this.#leave({ tag: "", to, ...(trimAfter === undefined ? {} : { trimAfter }) }, "", delta);
    return true;
  }

  #emit(text: string, delta: DeltaBuilder): void {
    const { is } = this.#section;
    if (is === "content") delta.content += text;
    else if (is === "thinking") delta.thinking += text;
    else if (is !== "nothing") this.#collected.push(text);
  }

  #leave({ tag, to, trimAfter, discards }: Exit<Name>, space: string, delta: DeltaBuilder): void {
    const { is } = this.#section;
    const wasLost = typeof is === "function" && !discards && this.#read(is, tag, delta) === "unreadable";
    this.#enter(to, space + tag);
    if (trimAfter && !wasLost) this.#scanner.skipSpace();
  }

  #enter(name: Name, entry: string): void {
    this.#collected = [];
    this.#findClose = undefined;
    this.#entry = entry;
    this.#name = name;
    this.#isAtStart = true;
  }

  #finish(reader: CallReader, unfinished: NonNullable<Section<Name>["unfinished"]>, delta: DeltaBuilder): void {
    if (typeof unfinished === "function") this.#read(unfinished, "", delta);
    else if (unfinished === "read") this.#read(reader, "", delta);
    else if (unfinished === "content") delta.content += this.#entry + this.#collected.join("");
  }

  /** Reads the calls so far, or else takes their text as content. */
  #read(reader: CallReader, closing: string, delta: DeltaBuilder): "read" | "unreadable" {
    const text = this.#collected.join("");
    const before = delta.content.length;
    this.#callCount += delta.addCalls(() => reader(text), this.#callCount, this.#entry + text + closing);
    return delta.content.length === before ? "read" : "unreadable";
  }
}
