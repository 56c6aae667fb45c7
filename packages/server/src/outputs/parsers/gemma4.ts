import type { ParserDefinition, ParserInput } from "./definition.ts";
import { gemma4CallReader } from "./gemma4-call.ts";
import { type Section, type Sections, TaggedParser } from "./tagged-parser.ts";

const channel = { begin: "<|channel>", end: "<channel|>" };
const call = { begin: "<|tool_call>", end: "<tool_call|>" };
const response = "<|tool_response>";

const visibleTokens = [channel.begin, channel.end, call.begin, call.end, response, '<|"|>'];

type Name = "content" | "thinking" | "call" | "behindCall";

/** Gemma 4. It thinks only if it is told to; what it thinks nevertheless is dropped. */
export const gemma4: ParserDefinition = {
  can: ["tools", "thinking"],
  thinkingTags: () => ({ opening: "<|channel>thought\n", closing: "<channel|>" }),
  visibleTokens,
  start: (input) => {
    // Behind the result of a tool, the prompt has begun the thinking.
    const isThinking = input.thinking.on && input.lastMessage?.role === "tool";
    return new TaggedParser<Name>(sections(input, input.thinking.on), isThinking ? "thinking" : "content");
  },
};

/** Gemma 4 without thinking. */
export const gemma4NoThinking: ParserDefinition = {
  can: ["tools"],
  thinkingTags: () => ({ opening: "<|channel>thought\n", closing: "<channel|>" }),
  visibleTokens,
  start: (input) => new TaggedParser<Name>(sections(input, false), "content"),
};

function sections({ tools }: ParserInput, showsThinking: boolean): Sections<Name> {
  const content: Section<Name> = {
    is: "content",
    exits: [
      { tag: channel.begin, to: "thinking", trimBefore: true },
      { tag: call.begin, to: "call", trimBefore: true },
    ],
  };
  return {
    content,
    thinking: {
      is: showsThinking ? "thinking" : "nothing",
      openings: [{ tag: "thought\n", isExact: true }],
      exits: [{ tag: channel.end, to: "content", trimBefore: true, trimAfter: true }],
    },
    call: {
      is: gemma4CallReader(tools),
      exits: [{ tag: call.end, to: "behindCall", trimAfter: true }],
      unfinished: "read",
    },
    // Models repeat the closing tag, or begin a result.
    behindCall: {
      ...content,
      openings: [
        { tag: call.end, to: "behindCall" },
        { tag: response, to: "behindCall" },
      ],
    },
  };
}
