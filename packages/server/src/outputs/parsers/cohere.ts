import { isObject, type JsonObject, ObjectScanner } from "../json-object.ts";
import { isPrefilled, type ParserDefinition, type ParserInput, thinksByDefault } from "./definition.ts";
import { CallSyntaxError, type ParsedCall } from "./parsed-call.ts";
import { type Sections, TaggedParser } from "./tagged-parser.ts";

const thinking = { begin: "<|START_THINKING|>", end: "<|END_THINKING|>" };
const action = { begin: "<|START_ACTION|>", end: "<|END_ACTION|>" };
/** An older name of the same is the second. */
const texts = [
  { begin: "<|START_TEXT|>", end: "<|END_TEXT|>" },
  { begin: "<|START_RESPONSE|>", end: "<|END_RESPONSE|>" },
];
const endOfTurn = "<|END_OF_TURN_TOKEN|>";

type Name = "thinking" | "between" | "content" | "action";

const ends = [...texts.map(({ end }) => end), endOfTurn].map((tag) => ({ tag, to: "between" }) as const);

const sections: Sections<Name> = {
  thinking: {
    is: "thinking",
    exits: [{ tag: thinking.end, to: "between", trimBefore: true }],
    dropsLastSpace: true,
  },
  // Text that the model does not mark is content too, and so is thinking where it has none to do.
  between: {
    is: "content",
    trimsStart: true,
    exits: [
      ...texts.map(({ begin }) => ({ tag: begin, to: "content", trimBefore: true }) as const),
      { tag: action.begin, to: "action", trimBefore: true },
      { tag: thinking.end, to: "between" },
      ...ends,
    ],
  },
  content: { is: "content", exits: ends },
  action: { is: readActions, exits: [{ tag: action.end, to: "between" }], unfinished: "read" },
};

/** Cohere's North and Command A of 2026. It thinks unless it is told not to. */
export const cohere: ParserDefinition = {
  can: ["tools", "thinking"],
  thinkingTags: () => ({ opening: "<|START_THINKING|>", closing: "<|END_THINKING|>" }),
  visibleTokens: [thinking, action, ...texts].flatMap(({ begin, end }) => [begin, end]),
  start: (input) => new TaggedParser<Name>(sections, startOf(input)),
};

function startOf(input: ParserInput): Name {
  if (isPrefilled(input)) return "content";
  return thinksByDefault(input) ? "thinking" : "between";
}

/** Reads a list of calls, object by object: one that is damaged does not spoil the others. */
function readActions(text: string): ParsedCall[] {
  const calls = objects(text).flatMap(({ tool_name: name, parameters = {} }) => {
    const isCall = typeof name === "string" && name !== "" && (parameters === null || isObject(parameters));
    return isCall ? [{ name, arguments: parameters ?? {} }] : [];
  });
  if (calls.length === 0) throw new CallSyntaxError("no call");
  return calls;
}

/** The objects of JSON in a text. */
function objects(text: string): JsonObject[] {
  const found: JsonObject[] = [];
  let scanner = new ObjectScanner();
  for (let index = 0; index < text.length; index++) {
    scanner.step(text, index);
    if (scanner.found === undefined) continue;
    found.push(scanner.found.object);
    scanner = new ObjectScanner();
  }
  return found;
}
