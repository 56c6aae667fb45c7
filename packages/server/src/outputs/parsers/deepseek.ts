import { trimSpace } from "../white-space.ts";
import { isPrefilled, type ParserDefinition, type ParserInput, thinkTags } from "./definition.ts";
import { readObject } from "./json-call.ts";
import { CallSyntaxError, type ParsedCall } from "./parsed-call.ts";
import { type Sections, TaggedParser } from "./tagged-parser.ts";

const closing = "</think>";
const calls = { begin: "<｜tool▁calls▁begin｜>", end: "<｜tool▁calls▁end｜>" };
const call = { begin: "<｜tool▁call▁begin｜>", separator: "<｜tool▁sep｜>", end: "<｜tool▁call▁end｜>" };
const output = { begin: "<｜tool▁output▁begin｜>", end: "<｜tool▁output▁end｜>" };
const outputs = { begin: "<｜tool▁outputs▁begin｜>", end: "<｜tool▁outputs▁end｜>" };

type Name = "thinking" | "content" | "calls" | "call" | "output";

/** What DeepSeek-V3 and Cogito have in common: a block of calls, each a name and JSON. */
function sections(read: (text: string) => ParsedCall[]): Omit<Sections<Name>, "content" | "output"> {
  return {
    thinking: {
      is: "thinking",
      exits: [{ tag: closing, to: "content", trimBefore: true, trimAfter: true }],
      dropsLastSpace: true,
    },
    calls: {
      is: "nothing",
      exits: [
        { tag: call.begin, to: "call" },
        { tag: calls.end, to: "content", trimAfter: true },
      ],
    },
    call: {
      is: read,
      exits: [
        { tag: call.end, to: "calls" },
        { tag: calls.end, to: "content", trimAfter: true, discards: true },
      ],
    },
  };
}

const toCalls = { tag: calls.begin, to: "calls", trimBefore: true } as const;

const deepseekSections: Sections<Name> = {
  ...sections(readCall),
  content: { is: "content", exits: [toCalls, { tag: output.begin, to: "output" }] },
  // A result that the model repeats or makes up.
  output: { is: "content", exits: [{ tag: output.end, to: "content" }] },
};

const cogitoSections: Sections<Name> = {
  ...sections(readFencedCall),
  content: { is: "content", exits: [toCalls, { tag: outputs.begin, to: "output", trimBefore: true }] },
  output: { is: "nothing", exits: [{ tag: outputs.end, to: "content", trimAfter: true }] },
};

const visibleTokens = [closing, calls.begin, calls.end, call.begin, call.end, call.separator, output.begin, output.end];

/** DeepSeek-V3.1. It thinks only if it is told to. */
export const deepseek3: ParserDefinition = {
  can: ["tools", "thinking"],
  thinkingTags: thinkTags,
  visibleTokens,
  start: (input) => new TaggedParser<Name>(deepseekSections, startOf(input)),
};

/** Cogito v2. It does not think if there are tools. */
export const cogito: ParserDefinition = {
  can: ["tools", "thinking"],
  thinkingTags: thinkTags,
  visibleTokens: [...visibleTokens, outputs.begin, outputs.end],
  start: (input) => new TaggedParser<Name>(cogitoSections, input.tools.length > 0 ? "content" : startOf(input)),
};

function startOf(input: ParserInput): Name {
  return input.thinking.on && !isPrefilled(input) ? "thinking" : "content";
}

/** Reads `name<｜tool▁sep｜>{…}`. */
function readCall(text: string): ParsedCall[] {
  const [name, given] = halves(text);
  return [{ name: trimSpace(name), arguments: readObject(given) }];
}

/** Reads `function<｜tool▁sep｜>name` and the arguments in a fenced block. */
function readFencedCall(text: string): ParsedCall[] {
  const [, named] = halves(text);
  const block = /^(.*?)\n```json\n(.*?)\n```/s.exec(named);
  if (block === null) throw new CallSyntaxError("a call without a block of JSON");
  return [{ name: trimSpace(block[1]!), arguments: readObject(block[2]!) }];
}

function halves(text: string): [string, string] {
  const index = text.indexOf(call.separator);
  if (index === -1) throw new CallSyntaxError(`a call without ${call.separator}`);
  return [text.slice(0, index), text.slice(index + call.separator.length)];
}
