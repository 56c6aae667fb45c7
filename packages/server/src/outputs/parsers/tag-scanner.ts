import { partialTagLength } from "../partial-tag.ts";
import { textEnd, trimStart } from "../white-space.ts";

/** What stands before a tag. */
export interface Scanned {
  /** Certain to stand before the next tag. */
  readonly text: string;
  /** The tag behind it; undefined if more text is needed to say. */
  readonly tag: string | undefined;
}

/**
 * Cuts a streamed text at tags. The end of the text is held back while it may become a tag, and with it, where that is
 * wanted, the white space in front. The first tag counts, the shortest of those that begin there.
 */
export class TagScanner {
  #buffer = "";
  #skipsSpace = false;

  /** Takes more text. */
  push(text: string): void {
    this.#buffer += text;
  }

  /** Drops white space from here to the next character that is none. */
  skipSpace(): void {
    this.#skipsSpace = true;
  }

  /** Takes the text up to the next of `tags`, and the tag. With `holdsSpace`, white space waits for what follows it. */
  next(tags: readonly string[], holdsSpace: boolean): Scanned {
    if (this.#skipsSpace) {
      this.#buffer = trimStart(this.#buffer);
      if (this.#buffer === "") return { text: "", tag: undefined };
      this.#skipsSpace = false;
    }
    const buffer = this.#buffer;
    let start = buffer.length;
    let tag: string | undefined;
    for (const candidate of tags) {
      const index = buffer.indexOf(candidate);
      if (index !== -1 && (index < start || (index === start && candidate.length < (tag?.length ?? 0)))) {
        start = index;
        tag = candidate;
      }
    }
    const partial = buffer.length - Math.max(0, ...tags.map((each) => partialTagLength(buffer, each)));
    if (tag !== undefined && start <= partial) {
      this.#buffer = buffer.slice(start + tag.length);
      return { text: buffer.slice(0, start), tag };
    }
    const end = holdsSpace ? textEnd(buffer.slice(0, partial)) : partial;
    this.#buffer = buffer.slice(end);
    return { text: buffer.slice(0, end), tag: undefined };
  }

  /**
   * Whether the text begins, white space aside, with `tag`, which is then dropped with the white space around. With
   * `isExact` white space counts. Undefined if more text is needed to say.
   */
  leading(tag: string, isExact = false): boolean | undefined {
    const text = isExact ? this.#buffer : trimStart(this.#buffer);
    if (text.startsWith(tag)) {
      this.#buffer = text.slice(tag.length);
      if (!isExact) this.skipSpace();
      return true;
    }
    return tag.startsWith(text) ? undefined : false;
  }

  /** Puts a text back in front of what is held. */
  back(text: string): void {
    this.#buffer = text + this.#buffer;
  }

  /** Takes all that is held. */
  rest(): string {
    const rest = this.#skipsSpace ? trimStart(this.#buffer) : this.#buffer;
    this.#buffer = "";
    return rest;
  }
}
