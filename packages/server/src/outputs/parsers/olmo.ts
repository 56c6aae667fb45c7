import { isPrefilled, type ParserDefinition, thinkTags } from "./definition.ts";
import { readOlmoCalls } from "./python-call.ts";
import { TaggedParser } from "./tagged-parser.ts";

const calls = { begin: "<function_calls>", end: "</function_calls>" };
const closing = "</think>";

/** Olmo 3 Instruct: a block of calls. */
export const olmo3: ParserDefinition = {
  can: ["tools"],
  visibleTokens: [calls.begin, calls.end],
  start: () =>
    new TaggedParser<"content" | "calls">(
      {
        content: { is: "content", exits: [{ tag: calls.begin, to: "calls" }] },
        calls: { is: readOlmoCalls, exits: [{ tag: calls.end, to: "content" }] },
      },
      "content",
    ),
};

/** Olmo 3 Think, which always thinks and has no tools. */
export const olmo3Think: ParserDefinition = {
  can: ["thinking"],
  thinkingTags: thinkTags,
  visibleTokens: [closing],
  start: (input) =>
    new TaggedParser<"thinking" | "content">(
      {
        thinking: {
          is: "thinking",
          exits: [{ tag: closing, to: "content", trimBefore: true, trimAfter: true }],
          dropsLastSpace: true,
        },
        content: { is: "content", exits: [] },
      },
      isPrefilled(input) ? "content" : "thinking",
    ),
};
