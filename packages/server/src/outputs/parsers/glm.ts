import type { ParserInput } from "./definition.ts";
import { type ParserDefinition, thinksByDefault, thinkTags } from "./definition.ts";
import { glmCallReader, wholeGlmCallReader } from "./glm-call.ts";
import { type Section, type Sections, TaggedParser } from "./tagged-parser.ts";

const thinking = { begin: "<think>", end: "</think>" };
const call = { begin: "<tool_call>", end: "</tool_call>" };
const argument = ["<arg_key>", "</arg_key>", "<arg_value>", "</arg_value>"];

const visibleTokens = [thinking.begin, thinking.end, call.begin, call.end, ...argument];

/** GLM-4.7. It thinks unless it is told not to. */
export const glm47: ParserDefinition = {
  can: ["tools", "thinking"],
  thinkingTags: thinkTags,
  visibleTokens,
  start: (input) => new TaggedParser<Name>(sections(input), thinksByDefault(input) ? "thinking" : "start"),
};

/** GLM-OCR. It thinks if it likes. */
export const glmOcr: ParserDefinition = {
  can: ["tools"],
  thinkingTags: thinkTags,
  visibleTokens,
  start: (input) => new TaggedParser<Name>(sections(input), "start"),
};

type Name = "start" | "thinking" | "content" | "call";

function sections({ tools }: ParserInput): Sections<Name> {
  const content: Section<Name> = {
    is: "content",
    exits: [{ tag: call.begin, to: "call", trimBefore: true }],
    dropsLastSpace: true,
  };
  return {
    start: { ...content, openings: [{ tag: thinking.begin, to: "thinking" }] },
    thinking: {
      is: "thinking",
      exits: [{ tag: thinking.end, to: "content", trimBefore: true, trimAfter: true }],
      dropsLastSpace: true,
    },
    content,
    call: {
      is: glmCallReader(tools),
      exits: [{ tag: call.end, to: "content", trimAfter: true }],
      unfinished: wholeGlmCallReader(tools),
    },
  };
}
