import type { OutputDelta, OutputParser } from "../output-parser.ts";
import type { ParserDefinition, ParserInput } from "./definition.ts";
import { DeltaBuilder } from "./delta-builder.ts";
import { clientName, harmonyTools } from "./harmony-names.ts";
import { readObject } from "./json-call.ts";
import { TagScanner } from "./tag-scanner.ts";

const tags = { start: "<|start|>", message: "<|message|>", end: "<|end|>" };

/** gpt-oss: messages with a header each, which says whether they are thinking, content, or a call. */
export const harmony: ParserDefinition = {
  can: ["tools", "thinking"],
  // Messages of other channels come before the one that answers.
  thinkingTags: () => ({ opening: "<|channel|>analysis<|message|>", closing: "<|channel|>final<|message|>" }),
  visibleTokens: [tags.start, tags.end, tags.message, "<|channel|>", "<|constrain|>"],
  rename: harmonyTools,
  start: (input) => new HarmonyParser(input),
};

/** What a message is: a part of the answer, or the arguments of a call. */
type Message = "thinking" | "content" | { readonly recipient: string };

/**
 * Reads messages of the form `<|start|>header<|message|>body<|end|>`; the prompt has the first tag and the role. Text
 * between messages is dropped, and a header that never ends.
 */
class HarmonyParser implements OutputParser {
  readonly #tools: ParserInput["tools"];
  readonly #scanner = new TagScanner();
  #part: "between" | "header" | "body" = "header";
  #header = "assistant";
  #message: Message = "content";
  #arguments = "";
  #callCount = 0;

  constructor({ tools, lastMessage }: ParserInput) {
    this.#tools = tools;
    const isPrefilled = lastMessage?.role === "assistant" && (lastMessage.content !== "" || lastMessage.thinking);
    if (!isPrefilled) return;
    this.#part = "body";
    this.#message = lastMessage.content === "" ? "thinking" : "content";
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
    if (this.#part === "body") {
      this.#emit(rest, delta);
      this.#close(delta);
    }
    return delta;
  }

  /** Goes as far as the next tag; says whether it got there. */
  #step(delta: DeltaBuilder): boolean {
    const awaited = this.#part === "between" ? tags.start : this.#part === "header" ? tags.message : tags.end;
    const { text, tag } = this.#scanner.next([awaited], false);
    if (this.#part === "header") this.#header += text;
    else if (this.#part === "body") this.#emit(text, delta);
    if (tag === undefined) return false;
    if (this.#part === "between") {
      this.#header = "";
      this.#part = "header";
    } else if (this.#part === "header") {
      this.#message = messageOf(this.#header);
      this.#part = "body";
    } else {
      this.#close(delta);
      this.#part = "between";
    }
    return true;
  }

  #emit(text: string, delta: DeltaBuilder): void {
    if (this.#message === "content") delta.content += text;
    else if (this.#message === "thinking") delta.thinking += text;
    else this.#arguments += text;
  }

  /** Ends a message: a call is complete now. */
  #close(delta: DeltaBuilder): void {
    if (typeof this.#message === "string") return;
    const name = clientName(this.#tools, this.#message.recipient.replace(/^functions\./, ""));
    const text = this.#arguments;
    this.#arguments = "";
    this.#callCount += delta.addCalls(() => [{ name, arguments: readObject(text) }], this.#callCount, text);
  }
}

function messageOf(header: string): Message {
  const spaced = header.replace("<|constrain|>", " <|constrain|>");
  const channel = /<\|channel\|>(\S*)/.exec(spaced)?.[1];
  const words = spaced
    .replace(/<\|channel\|>\S*/, "")
    .split(/\s+/)
    .filter(Boolean);
  // The role may be the recipient too.
  const recipient = words
    .slice(0, 2)
    .find((word) => /^to=./.test(word))
    ?.slice("to=".length);
  if (channel !== "analysis" && channel !== "commentary") return "content";
  if (recipient !== undefined) return { recipient };
  return channel === "analysis" ? "thinking" : "content";
}
