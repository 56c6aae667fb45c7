import { bracketEnd } from "./bracket-end.ts";
import type { ParserDefinition, ParserInput } from "./definition.ts";
import { readObject } from "./json-call.ts";
import { type CallReader, CallSyntaxError } from "./parsed-call.ts";
import { halves } from "./split-outer.ts";
import { type Sections, TaggedParser } from "./tagged-parser.ts";

const call = "[TOOL_CALLS]";
const separator = "[ARGS]";
const thinking = { begin: "[THINK]", end: "[/THINK]" };

type Name = "content" | "thinking" | "call";

/** Ministral: calls of the form `[TOOL_CALLS]name[ARGS]{…}`. It may think, but nobody tells it to. */
export const ministral: ParserDefinition = {
  can: ["tools"],
  visibleTokens: [call, separator, thinking.begin, thinking.end],
  start: (input) => new TaggedParser<Name>(sections(input), "content"),
};

function sections({ tools }: ParserInput): Sections<Name> {
  return {
    content: {
      is: "content",
      exits: [
        { tag: call, to: "call", trimBefore: true },
        { tag: thinking.begin, to: "thinking", trimBefore: true },
      ],
      dropsLastSpace: true,
    },
    thinking: { is: "thinking", exits: [{ tag: thinking.end, to: "content", trimAfter: true }] },
    call: { is: reader(tools), exits: [], close: { find: findEnd, to: "content" } },
  };
}

/** Finds the end of the arguments. */
function findEnd(): (text: string) => number | undefined {
  const end = bracketEnd();
  return (text) => {
    const [name, given] = halves(text, separator) ?? [];
    const index = given === undefined ? undefined : end(given);
    return index === undefined ? undefined : name!.length + separator.length + index;
  };
}

/** Only calls of declared tools are calls. */
function reader(tools: ParserInput["tools"]): CallReader {
  return (text) => {
    const [name, given] = halves(text, separator) ?? [];
    if (!tools.some((tool) => tool.function.name === name)) throw new CallSyntaxError("a call of an unknown tool");
    return [{ name: name!, arguments: readObject(given!) }];
  };
}
