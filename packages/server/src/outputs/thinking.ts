import type { ThinkingTags } from "../store/thinking-tags.ts";
import { partialTagLength } from "./partial-tag.ts";
import { trimStart } from "./white-space.ts";

/** What a piece of output turned out to be. */
export interface ThinkingDelta {
  readonly thinking: string;
  readonly content: string;
}

type State = "start" | "opened" | "thinking" | "closed" | "content";

/**
 * Tells thinking from content in a streamed output. The opening tag must come first, white space aside; otherwise all of
 * it is content. White space behind either tag is dropped. A piece that may turn out to be a tag is held back.
 */
export class ThinkingParser {
  readonly #tags: ThinkingTags;
  #state: State;
  #held = "";

  /** @param isOpen whether the prompt ends with the opening tag, so that the output begins with thinking */
  constructor(tags: ThinkingTags, isOpen: boolean) {
    this.#tags = tags;
    this.#state = isOpen ? "opened" : "start";
  }

  /** Takes more output; gives what is certain by now. */
  add(text: string): ThinkingDelta {
    const { opening, closing } = this.#tags;
    let rest = this.#held + text;
    let thinking = "";
    this.#held = "";
    if (this.#state === "start") {
      const trimmed = trimStart(rest);
      if (trimmed.startsWith(opening)) {
        rest = trimmed.slice(opening.length);
        this.#state = "opened";
      } else if (opening.startsWith(trimmed)) {
        this.#held = rest;
        return { thinking: "", content: "" };
      } else this.#state = "content";
    }
    if (this.#state === "opened") {
      rest = trimStart(rest);
      if (rest !== "") this.#state = "thinking";
    }
    if (this.#state === "thinking") {
      const end = rest.indexOf(closing);
      const kept = end === -1 ? rest.length - partialTagLength(rest, closing) : end;
      thinking = rest.slice(0, kept);
      if (end === -1) {
        this.#held = rest.slice(kept);
        return { thinking, content: "" };
      }
      rest = rest.slice(end + closing.length);
      this.#state = "closed";
    }
    if (this.#state === "closed") {
      rest = trimStart(rest);
      if (rest !== "") this.#state = "content";
    }
    return { thinking, content: rest };
  }

  /** Gives what was held back, now that it can't become a tag. */
  end(): ThinkingDelta {
    const held = this.#held;
    this.#held = "";
    return this.#state === "thinking" ? { thinking: held, content: "" } : { thinking: "", content: held };
  }
}
