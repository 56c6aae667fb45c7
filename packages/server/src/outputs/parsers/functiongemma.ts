import type { ParserDefinition } from "./definition.ts";
import { type CallReader, CallSyntaxError } from "./parsed-call.ts";
import { halves, splitOuter } from "./split-outer.ts";
import { TaggedParser } from "./tagged-parser.ts";
import { readDecimal } from "./typed-value.ts";

const call = { begin: "<start_function_call>", end: "<end_function_call>" };
const mark = "<escape>";
const markedText = /<escape>.*?(?:<escape>|$)/s;

/** FunctionGemma: calls of the form `call:name{key:value,…}`. */
export const functionGemma: ParserDefinition = {
  can: ["tools"],
  visibleTokens: [call.begin, call.end],
  start: () =>
    new TaggedParser<"content" | "call">(
      {
        content: { is: "content", exits: [{ tag: call.begin, to: "call" }] },
        call: { is: readCall, exits: [{ tag: call.end, to: "content" }] },
      },
      "content",
    ),
};

const readCall: CallReader = (text) => {
  const [, name, given] = /call:([^{]+)\{(.*)\}/s.exec(text) ?? [];
  if (name === undefined || given === undefined) throw new CallSyntaxError("not of the form call:name{…}");
  return [{ name, arguments: readMembers(given) }];
};

/** What has no colon is no member. */
function readMembers(text: string): Readonly<Record<string, unknown>> {
  const members = parts(text).flatMap((part): [string, unknown][] => {
    const [key, value] = halves(part, ":") ?? [];
    return key === undefined ? [] : [[key, readValue(value!)]];
  });
  return Object.fromEntries(members);
}

function parts(text: string): string[] {
  return splitOuter(text, ",", markedText).filter((part) => part !== "");
}

/** What is nothing else is a text. */
function readValue(text: string): unknown {
  if (text.startsWith(mark) && text.endsWith(mark) && text.length >= 2 * mark.length) {
    return text.slice(mark.length, -mark.length);
  }
  if (text === "true" || text === "false") return text === "true";
  const number = readDecimal(text);
  if (number !== undefined) return number;
  if (text.startsWith("[") && text.endsWith("]")) {
    return parts(text.slice(1, -1)).map(readValue);
  }
  return text.startsWith("{") && text.endsWith("}") ? readMembers(text.slice(1, -1)) : text;
}
