import type { Tool } from "@cria/spec";
import type { Decoded } from "../../http/decoded.ts";
import { partialTagLength } from "../partial-tag.ts";
import { trimSpace, trimStart } from "../white-space.ts";
import { type CallReader, CallSyntaxError, type ParsedCall } from "./parsed-call.ts";
import { declaredTypes, typedLines } from "./typed-value.ts";

type Tools = readonly Decoded<Tool>[];

/** The tags of an argument in their order. What stands before each is: part of the name, a key, part of the name, a value. */
const cycle = ["<arg_key>", "</arg_key>", "<arg_value>", "</arg_value>"];
const inKey = 1;
const inValue = 3;

/** The end of a call, half of which may be all that came. */
const closing = "</tool_call>";

/** A reader of calls of the form `name<arg_key>K</arg_key><arg_value>V</arg_value>…`. Missing tags are put in. */
export function glmCallReader(tools: Tools): CallReader {
  return (text) => {
    const call = trimSpace(text);
    return [toCall(parse(call) ?? repair(call), tools)];
  };
}

/** The same for a call whose end is missing: only whole calls of declared tools with all that they require count. */
export function wholeGlmCallReader(tools: Tools): CallReader {
  return (text) => {
    const parts = parse(trimSpace(text.slice(0, text.length - partialTagLength(text, closing))));
    if (parts === undefined) throw new CallSyntaxError("a call that was cut off");
    const call = toCall(parts, tools);
    const tool = tools.find((each) => each.function.name === call.name);
    const missing = tool?.function.parameters.required?.find((name) => !Object.hasOwn(call.arguments, name));
    if (tool === undefined || missing !== undefined || Object.hasOwn(call.arguments, "")) {
      throw new CallSyntaxError("a call that may have been cut off");
    }
    return [call];
  };
}

/** A call as it is written: the text that is no argument, and keys and values by turns. */
interface Parts {
  readonly name: string;
  readonly elements: readonly string[];
}

function toCall({ name, elements }: Parts, tools: Tools): ParsedCall {
  const called = trimSpace(name);
  if (called === "") throw new CallSyntaxError("a call without a name");
  const given: [string, unknown][] = [];
  for (let index = 0; index < elements.length; index += 2) {
    const key = trimSpace(elements[index]!);
    given.push([key, typedLines(elements[index + 1]!, declaredTypes(tools, called, key))]);
  }
  return { name: called, arguments: Object.fromEntries(given) };
}

/** The texts and the tags of a call, by their place in the cycle. */
function pieces(text: string): { readonly texts: string[]; readonly phases: number[] } {
  const parts = text.split(/(<\/?arg_(?:key|value)>)/);
  const tags = parts.filter((_, index) => index % 2 === 1);
  return {
    texts: parts.filter((_, index) => index % 2 === 0),
    phases: tags.map((tag) => cycle.indexOf(tag)),
  };
}

/** Reads a call in which each tag is closed; undefined for another. Throws {@link CallSyntaxError} for a lonely key. */
function parse(text: string): Parts | undefined {
  const { texts, phases } = pieces(text);
  const isClosed = phases.every((phase, index) =>
    index % 2 === 0 ? phase % 2 === 0 : phase === phases[index - 1]! + 1,
  );
  if (!isClosed || phases.length % 2 === 1) return undefined;
  const contents = (opening: number) => texts.filter((_, index) => index % 2 === 1 && phases[index - 1] === opening);
  const [keys, values] = [contents(0), contents(2)];
  if (keys.length !== values.length) throw new CallSyntaxError("keys without values");
  return {
    name: texts.filter((_, index) => index % 2 === 0).join(""),
    elements: keys.flatMap((key, index) => [key, values[index]!]),
  };
}

/** Reads a call with tags missing: what stands before a tag belongs to the place that this tag ends. */
function repair(text: string): Parts {
  const { texts, phases } = pieces(text);
  const rest = texts.pop()!;
  let name = "";
  const elements: string[] = [];
  /** Where the text is: the index in the cycle of the tag that is due. */
  let due = 0;
  const open = (content: string) => {
    elements.push(content);
    due++;
  };
  const append = (content: string) => {
    elements[elements.length - 1] += content;
  };
  phases.forEach((phase, index) => {
    let before = texts[index]!;
    if (index === 0 && phase !== 0) {
      // The name of the tool and the first key are apart by a space only.
      const space = before.search(/\p{White_Space}/u);
      name = space === -1 ? before : before.slice(0, space);
      const key = space === -1 ? "" : trimStart(before.slice(space));
      before = "";
      if (space !== -1) open(key);
    }
    if (due !== phase && due % 2 === 0 && before !== "") {
      open(before);
      before = "";
    }
    for (; due !== phase; due = (due + 1) % 4) {
      if (due % 2 === 0) elements.push("");
      else if ((due + 1) % 4 === phase) {
        append(before);
        before = "";
      }
    }
    if (phase % 2 === 1) append(before);
    else {
      name += before;
      elements.push("");
    }
    due = (phase + 1) % 4;
  });
  if (due === inKey || due === inValue) append(rest);
  if (elements.length % 2 === 1) elements.push("");
  return { name: phases.length === 0 ? rest : name, elements };
}
