import { type ParserDefinition, type ParserInput, thinkTags } from "./definition.ts";
import { bareJsonCallReader, declaredLagunaCallReader, findJsonCallEnd, lagunaCallReader } from "./laguna-call.ts";
import { type Exit, type Section, type Sections, TaggedParser } from "./tagged-parser.ts";

const thinking = { begin: "<think>", end: "</think>" };
const call = { begin: "<tool_call>", end: "</tool_call>" };
const user = { begin: "<user>", end: "</user>" };
const argument = ["<arg_key>", "</arg_key>", "<arg_value>", "</arg_value>"];

const visibleTokens = [...[thinking, call, user].flatMap(({ begin, end }) => [begin, end]), ...argument];

type Name = "start" | "thinking" | "content" | "call" | "user" | "json";

/** Laguna. It thinks only if it is told to, and not where it goes on with an answer; else thinking is dropped. */
export const laguna: ParserDefinition = {
  can: ["tools", "thinking"],
  thinkingTags: thinkTags,
  visibleTokens,
  start: (input) => parser(input, input.lastMessage?.role === "assistant"),
};

/** Poolside v1, which never goes on with an answer. */
export const poolside: ParserDefinition = {
  can: ["tools", "thinking"],
  thinkingTags: thinkTags,
  visibleTokens,
  start: (input) => parser(input, false),
};

function parser(input: ParserInput, isPrefilled: boolean): TaggedParser<Name> {
  return new TaggedParser(sections(input), input.thinking.on && !isPrefilled ? "thinking" : "start");
}

function sections({ tools, thinking: { on } }: ParserInput): Sections<Name> {
  const toCall: Exit<Name> = { tag: call.begin, to: "call", trimBefore: true };
  const content: Section<Name> = {
    is: "content",
    exits: [
      { tag: thinking.begin, to: "thinking", trimAfter: true },
      { tag: thinking.end, to: "content" },
      toCall,
      ...(tools.length === 0 ? [] : looseCalls),
    ],
    dropsLastSpace: true,
  };
  return {
    start: { ...content, trimsStart: true, openings: [{ tag: thinking.end, to: "start" }] },
    thinking: {
      is: on ? "thinking" : "nothing",
      openings: [{ tag: thinking.begin }],
      trimsStart: true,
      exits: [{ tag: thinking.end, to: "content", trimBefore: true, trimAfter: true }, toCall],
      dropsLastSpace: true,
    },
    content,
    call: {
      is: lagunaCallReader(tools),
      exits: [{ tag: call.end, to: "content", trimAfter: true }],
      unfinished: "read",
    },
    user: {
      is: declaredLagunaCallReader(tools),
      exits: [{ tag: user.end, to: "content", trimAfter: true }],
      unfinished: "content",
    },
    json: {
      is: bareJsonCallReader(tools),
      exits: [],
      close: { find: findJsonCallEnd, to: "content", trimAfter: true },
      unfinished: "content",
    },
  };
}

/** Calls that models write without their tags. */
const looseCalls: readonly Exit<Name>[] = [
  { tag: user.begin, to: "user", trimBefore: true },
  { tag: "{", to: "json", trimBefore: true },
];
