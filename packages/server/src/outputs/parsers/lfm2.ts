import { isPrefilled, type ParserDefinition, thinkTags } from "./definition.ts";
import { readLiquidCalls } from "./python-call.ts";
import { type Section, type Sections, TaggedParser } from "./tagged-parser.ts";

const thinking = { begin: "<think>", end: "</think>" };
const calls = { begin: "<|tool_call_start|>", end: "<|tool_call_end|>" };

const visibleTokens = [thinking.begin, thinking.end, calls.begin, calls.end];

type Name = "start" | "thinking" | "content" | "calls";

const content: Section<Name> = { is: "content", exits: [{ tag: calls.begin, to: "calls", trimBefore: true }] };

const sections: Sections<Name> = {
  start: { ...content, openings: [{ tag: thinking.begin, to: "thinking" }], trimsStart: true },
  thinking: {
    is: "thinking",
    exits: [{ tag: thinking.end, to: "content", trimBefore: true, trimAfter: true }],
    dropsLastSpace: true,
  },
  content,
  calls: { is: readLiquidCalls, exits: [{ tag: calls.end, to: "content", trimAfter: true }] },
};

/** LFM2 without thinking. */
export const lfm2: ParserDefinition = {
  can: ["tools"],
  visibleTokens,
  start: () => new TaggedParser(sections, "content"),
};

/** LFM2 that may think if it is told to; its own tag says whether it does. */
export const lfm2Thinking: ParserDefinition = {
  can: ["tools", "thinking"],
  thinkingTags: thinkTags,
  visibleTokens,
  start: (input) => new TaggedParser(sections, input.thinking.on && !isPrefilled(input) ? "start" : "content"),
};
