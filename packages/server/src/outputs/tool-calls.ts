import type { ToolCall } from "@cria/spec";
import { newCallId } from "./call-id.ts";
import { ObjectScanner } from "./json-object.ts";
import { partialTagLength } from "./partial-tag.ts";
import { findArguments } from "./tool-arguments.ts";
import { NameFinder } from "./tool-name.ts";
import { isBlank } from "./white-space.ts";

/** What a piece of output turned out to be. */
export interface ToolCallDelta {
  readonly content: string;
  readonly calls: readonly ToolCall[];
}

export interface ToolCallSyntax {
  /** What stands before calls; `{` or `[` for calls that are bare JSON. */
  readonly marker: string;
  /** Names of the tools that can be called. */
  readonly names: readonly string[];
  /** Whether an output in which no call could be read is content. Bare JSON always is. */
  readonly returnsUnread: boolean;
}

/**
 * Finds calls of tools in a streamed output. Text before the marker is content; behind it, a call is the name of a tool
 * and an object of arguments, in any order, and all else is swallowed. Bare JSON must come first, and ends where its
 * brackets balance without a call; the rest is content then. The output is looked at character by character, so that the
 * result does not depend on its pieces.
 */
export class ToolCallParser {
  readonly #syntax: ToolCallSyntax;
  readonly #names: readonly string[];
  /** What closes bare JSON; undefined for a marker that is none. */
  readonly #closing: "}" | "]" | undefined;
  #state: "searching" | "calling" | "over" = "searching";
  /** Text that is neither content nor part of a call yet. */
  #buffer = "";
  /** Characters of the buffer that were looked at while calling. */
  #seen = 0;
  #balance = 0;
  #objects = new ObjectScanner();
  #finder: NameFinder;
  /** Whether name and object are there but make no call, and never will. */
  #isLost = false;
  #count = 0;

  constructor(syntax: ToolCallSyntax) {
    this.#syntax = syntax;
    this.#names = syntax.names.filter((name) => name !== "");
    this.#closing = syntax.marker === "{" ? "}" : syntax.marker === "[" ? "]" : undefined;
    this.#finder = new NameFinder(this.#names);
  }

  /** Takes more output; gives what is certain by now. */
  add(text: string): ToolCallDelta {
    if (this.#state === "over") return { content: text, calls: [] };
    this.#buffer += text;
    let content = this.#state === "searching" ? this.#search() : "";
    const calls: ToolCall[] = [];
    while (this.#state === "calling" && this.#seen < this.#buffer.length) {
      this.#step();
      const call = this.#takeCall();
      if (call !== undefined) calls.push(call);
      else if (this.#isBalanced()) {
        content += this.#buffer;
        this.#buffer = "";
        this.#state = "over";
      }
    }
    return { content, calls };
  }

  get #isBare(): boolean {
    return this.#closing !== undefined;
  }

  /** Gives the content that was held back, now that the output is over. */
  end(): string {
    const { marker, returnsUnread } = this.#syntax;
    const unread = this.#buffer;
    this.#buffer = "";
    if (this.#count > 0 || !(this.#isBare || returnsUnread)) return "";
    return this.#state === "calling" && !this.#isBare ? marker + unread : unread;
  }

  /** Gives the text before the marker, and goes past a marker that is no part of a call. */
  #search(): string {
    const { marker } = this.#syntax;
    const buffer = this.#buffer;
    const start = buffer.indexOf(marker);
    const end = start === -1 ? buffer.length - partialTagLength(buffer, marker) : start;
    const before = buffer.slice(0, end);
    if (this.#isBare && !isBlank(before)) {
      this.#state = "over";
      this.#buffer = "";
      return buffer;
    }
    if (start !== -1) this.#state = "calling";
    this.#buffer = buffer.slice(start === -1 || this.#isBare ? end : end + marker.length);
    return before;
  }

  #step(): void {
    const index = this.#seen++;
    const isStructure = this.#objects.step(this.#buffer, index);
    this.#finder.step(this.#buffer, index);
    // The original counts brackets within strings too, and then loses calls that have one in an argument.
    if (this.#closing === undefined || !isStructure) return;
    if (this.#buffer[index] === this.#syntax.marker) this.#balance++;
    else if (this.#buffer[index] === this.#closing) this.#balance--;
  }

  /** Whether the bare JSON is closed. What a call leaves begins with a bracket too many. */
  #isBalanced(): boolean {
    return this.#closing !== undefined && this.#balance === 0 && this.#buffer[this.#seen - 1] === this.#closing;
  }

  #takeCall(): ToolCall | undefined {
    const { match } = this.#finder;
    const { found } = this.#objects;
    if (match === undefined || found === undefined || this.#isLost) return undefined;
    if (this.#finder.mayGrow(this.#buffer, this.#seen)) return undefined;
    const args = findArguments(found.object, match.name);
    if (args === undefined) {
      this.#isLost = true;
      return undefined;
    }
    this.#dropTo(Math.max(match.end, found.end));
    return { id: newCallId(), function: { index: this.#count++, name: match.name, arguments: args } };
  }

  /** Starts again with what follows a call. */
  #dropTo(end: number): void {
    this.#buffer = this.#buffer.slice(end);
    this.#seen = 0;
    this.#balance = 0;
    this.#objects = new ObjectScanner();
    this.#finder = new NameFinder(this.#names);
  }
}
