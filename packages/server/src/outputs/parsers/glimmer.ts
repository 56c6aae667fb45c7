import type { OutputDelta, OutputParser } from "../output-parser.ts";
import { isBlank, trimSpace } from "../white-space.ts";
import { atemTags, declaredName, readAtemCall } from "./atem-call.ts";
import { type ParserDefinition, type ParserInput, thinksByDefault } from "./definition.ts";
import { DeltaBuilder } from "./delta-builder.ts";
import { CallSyntaxError } from "./parsed-call.ts";
import { TagScanner } from "./tag-scanner.ts";

const message = "<|message|>";
const ends = ["<|eom|>", "<|eot|>"];
const assistant = "<|start|>assistant";

/** Glimmer: messages with a header each, which says who reads them: the model itself (thinking), a tool, the user. */
export const glimmer: ParserDefinition = {
  can: ["tools", "thinking"],
  // The header of the answer, which is the only one if the model does not think.
  thinkingTags: (input) => ({
    opening: ` to=self${message}`,
    closing: thinksByDefault(input) ? `${assistant}${message}` : message,
  }),
  visibleTokens: ["<|start|>", message, ...ends],
  start: (input) => new GlimmerParser(input),
};

/**
 * Where the parser is: before a message's text, in thinking, in content of which some is out, at the beginning of content,
 * in a call or behind its block.
 */
type Part = "header" | "thinking" | "content" | "start" | "call" | "behindCall";

/**
 * Reads messages of the form `<|start|>assistant to=reader<|message|>text<|eom|>`; the prompt has the first words. A header
 * of a known reader ends the message before it too. Content that is nothing but a call of a tool is a call.
 */
class GlimmerParser implements OutputParser {
  readonly #tools: ParserInput["tools"];
  readonly #showsThinking: boolean;
  readonly #scanner = new TagScanner();
  /** What ends a message: its end, or the next one's header. */
  readonly #endTags: readonly string[];
  #part: Part = "header";
  /** The tool that the message is for; undefined for a reader that is none. */
  #recipient: string | undefined;
  #isFirstWord = true;
  /** A header or a call so far. */
  #collected = "";
  #callCount = 0;

  constructor(input: ParserInput) {
    this.#tools = input.tools;
    this.#showsThinking = thinksByDefault(input);
    const readers = ["self", "user", ...input.tools.map((tool) => trimSpace(tool.function.name))];
    const headers = readers.filter((name) => name !== "").map((name) => `${assistant} to=${name}${message}`);
    this.#endTags = [...ends, `${assistant}${message}`, ...headers];
  }

  add(text: string): OutputDelta {
    const delta = new DeltaBuilder();
    this.#scanner.push(text);
    while (this.#step(delta));
    return delta;
  }

  end(): OutputDelta {
    const delta = new DeltaBuilder();
    const rest = this.#scanner.rest();
    if (this.#part === "header") delta.content += this.#collected + rest;
    else if (this.#part === "call" || this.#part === "behindCall") {
      this.#collected += rest;
      this.#readCall(delta);
    } else this.#emit(rest, delta);
    return delta;
  }

  /** Goes as far as the next tag; says whether it got there. */
  #step(delta: DeltaBuilder): boolean {
    switch (this.#part) {
      case "header":
        return this.#stepHeader();
      case "start":
        return this.#stepStart(delta);
      case "call": {
        const { text, tag } = this.#scanner.next([atemTags.end], false);
        this.#collected += text + (tag ?? "");
        if (tag !== undefined) this.#part = "behindCall";
        return tag !== undefined;
      }
      default: {
        const { text, tag } = this.#scanner.next(this.#endTags, false);
        if (this.#part === "behindCall") this.#collected += text;
        else this.#emit(text, delta);
        if (tag !== undefined) this.#close(tag, delta);
        return tag !== undefined;
      }
    }
  }

  #stepHeader(): boolean {
    if (this.#isFirstWord) {
      const isThere = this.#scanner.leading(assistant, true);
      if (isThere === undefined) return false;
      this.#isFirstWord = false;
    }
    const { text, tag } = this.#scanner.next([message], false);
    this.#collected += text;
    if (tag === undefined) return false;
    this.#open(this.#collected);
    return true;
  }

  /** Begins the text of a message with the given header. */
  #open(header: string): void {
    const reader = trimSpace(trimSpace(header).replace(/^to=/, ""));
    this.#collected = "";
    this.#recipient = declaredName(reader, this.#tools);
    if (reader === "self") this.#part = "thinking";
    else if (this.#recipient !== undefined) this.#part = "call";
    else this.#part = this.#tools.length > 0 ? "start" : "content";
  }

  /** The beginning of content: a call without its reader, or text. */
  #stepStart(delta: DeltaBuilder): boolean {
    const { text, tag } = this.#scanner.next([atemTags.begin, ...this.#endTags], true);
    if (tag === atemTags.begin && isBlank(text)) {
      this.#collected = text + tag;
      this.#part = "call";
      return true;
    }
    delta.content += text;
    if (tag === atemTags.begin) delta.content += tag;
    else if (tag !== undefined) this.#close(tag, delta);
    if (this.#part === "start" && !isBlank(text)) this.#part = "content";
    return tag !== undefined || this.#part === "content";
  }

  #emit(text: string, delta: DeltaBuilder): void {
    if (this.#part !== "thinking") delta.content += text;
    else if (this.#showsThinking) delta.thinking += text;
  }

  /** Ends a message at `tag`. */
  #close(tag: string, delta: DeltaBuilder): void {
    if (this.#part === "behindCall") this.#readCall(delta);
    this.#collected = "";
    this.#isFirstWord = true;
    this.#part = "header";
    if (tag.endsWith(message)) this.#open(tag.slice(assistant.length, -message.length));
  }

  #readCall(delta: DeltaBuilder): void {
    const text = this.#collected;
    const read = () => {
      const call = readAtemCall(text, this.#tools);
      if (this.#recipient !== undefined && call.name !== this.#recipient) {
        throw new CallSyntaxError("a call of another tool than the one that is addressed");
      }
      return [call];
    };
    this.#callCount += delta.addCalls(read, this.#callCount, text);
  }
}
