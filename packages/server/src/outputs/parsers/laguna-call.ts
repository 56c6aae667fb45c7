import { parseObject } from "../json-object.ts";
import { trimSpace, trimStart } from "../white-space.ts";
import { bracketEnd } from "./bracket-end.ts";
import type { ParserInput } from "./definition.ts";
import { readJsonCall, readObject } from "./json-call.ts";
import { type CallReader, CallSyntaxError, type ParsedCall } from "./parsed-call.ts";
import { declaredTypes, typedLines } from "./typed-value.ts";

type Tools = ParserInput["tools"];

/** Tools by names that the model gives them. */
const aliases: Readonly<Record<string, string>> = {
  read_file: "read",
  write_file: "write",
  edit_file: "edit",
  web_fetch: "webfetch",
};

/** A reader of calls: `name<arg_key>K</arg_key><arg_value>V</arg_value>…`, `name{…}`, or JSON with name and arguments. */
export function lagunaCallReader(tools: Tools): CallReader {
  return (text) => {
    const { name, arguments: given } = readCall(onlyCall(text), tools);
    return [{ name: toolName(name, tools) ?? name, arguments: given }];
  };
}

/** The same for what stands where a call is not expected: only those of declared tools are calls. */
export function declaredLagunaCallReader(tools: Tools): CallReader {
  return (text) => {
    const call = readCall(onlyCall(text), tools);
    const name = toolName(call.name, tools);
    if (name === undefined) throw new CallSyntaxError("a call of an unknown tool");
    return [{ ...call, name }];
  };
}

/** The declared tool of a name; undefined for none. */
function toolName(name: string, tools: Tools): string | undefined {
  const names = Object.hasOwn(aliases, name) ? [name, aliases[name]!] : [name];
  return names.find((each) => tools.some((tool) => tool.function.name === each));
}

/** A call without tags that the model wrote once more; only the first of several. */
function onlyCall(text: string): string {
  return (
    text
      .split("<tool_call>")
      .map(trimSpace)
      .find((part) => part !== "") ?? ""
  );
}

function readCall(text: string, tools: Tools): ParsedCall {
  if (text.startsWith("{")) return readJsonCall(text)[0]!;
  const [, name = "", given = ""] = /^(.*?)(<arg_key>.*|\{.*)?$/s.exec(text) ?? [];
  const called = trimSpace(name);
  if (called === "") throw new CallSyntaxError("a call without a name");
  if (given.startsWith("{")) return { name: called, arguments: readObject(given) };
  const declared = toolName(called, tools) ?? called;
  const pairs = [...given.matchAll(/<arg_key>(.*?)<\/arg_key>\s*<arg_value>(.*?)<\/arg_value>/gs)];
  const values = pairs.map(([, key, value]): [string, unknown] => {
    const parameter = trimSpace(key!);
    return [parameter, typedLines(value!, declaredTypes(tools, declared, parameter))];
  });
  return { name: called, arguments: Object.fromEntries(values) };
}

/** What a bare call of JSON begins with behind its brace. */
const firstKeys = ['"name"', '"arguments"'];

/** Finds the end of a bare call of JSON, whose first brace is not shown; says that other JSON is none. */
export function findJsonCallEnd(): (text: string) => number | undefined {
  const end = bracketEnd(1);
  return (text) => {
    const start = trimStart(text);
    if (firstKeys.some((key) => start.startsWith(key))) return end(text);
    return firstKeys.some((key) => key.startsWith(start)) ? undefined : 0;
  };
}

/** A reader of such calls. */
export function bareJsonCallReader(tools: Tools): CallReader {
  const read = declaredLagunaCallReader(tools);
  return (text) => {
    if (parseObject(`{${text}`) === undefined) throw new CallSyntaxError("no call of JSON");
    return read(`{${text}`);
  };
}
