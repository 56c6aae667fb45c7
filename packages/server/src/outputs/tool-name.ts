import { partialTagLength } from "./partial-tag.ts";

/** A tool's name in a text: its first index and the one behind it. */
export interface NameMatch {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** Finds the earliest tool name in a text that grows, the longest of those that begin there. */
export class NameFinder {
  readonly #names: readonly string[];
  #match: NameMatch | undefined;

  constructor(names: readonly string[]) {
    this.#names = names;
  }

  get match(): NameMatch | undefined {
    return this.#match;
  }

  /** Looks for names that end with the character of `text` at `index`. */
  step(text: string, index: number): void {
    const last = text.charCodeAt(index);
    const end = index + 1;
    for (const name of this.#names) {
      const start = end - name.length;
      if (start < 0 || name.charCodeAt(name.length - 1) !== last || !text.startsWith(name, start)) continue;
      const best = this.#match;
      if (best === undefined || start < best.start || (start === best.start && end > best.end)) {
        this.#match = { name, start, end };
      }
    }
  }

  /** Whether the text up to `end` ends with a part of a name, so that a longer one may be on its way. */
  mayGrow(text: string, end: number): boolean {
    return this.#names.some((name) => partialTagLength(text.slice(Math.max(0, end - name.length), end), name) > 0);
  }
}
