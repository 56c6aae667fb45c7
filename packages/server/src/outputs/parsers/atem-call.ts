import { trimSpace } from "../white-space.ts";
import type { ParserInput } from "./definition.ts";
import { CallSyntaxError, type ParsedCall } from "./parsed-call.ts";
import { declaredTypes, typedValue } from "./typed-value.ts";

type Tools = ParserInput["tools"];

/** Tags around a call. */
export const atemTags = { begin: "<atem:function_calls>", end: "</atem:function_calls>" };

/**
 * Reads a call of a declared tool: one `<atem:invoke name="…">` with its `<atem:parameter name="…">`, values typed as the
 * tool says. Throws {@link CallSyntaxError}.
 */
export function readAtemCall(text: string, tools: Tools): ParsedCall {
  const block = trimSpace(text);
  if (!block.startsWith(atemTags.begin) || !block.endsWith(atemTags.end))
    throw new CallSyntaxError("no block of calls");
  const invoke = trimSpace(block.slice(atemTags.begin.length, -atemTags.end.length));
  // Models put the end of a header into the name, or in place of what ends it.
  const opening = /^<atem:invoke name="(.*?)(?:">|<\|message\|>(?=<atem:parameter name="))/s.exec(invoke);
  const closing = "</atem:invoke>";
  if (opening === null || !invoke.endsWith(closing)) throw new CallSyntaxError("no call in the block");
  const name = declaredName(opening[1]!.replaceAll("<|message|>", ""), tools);
  if (name === undefined) throw new CallSyntaxError("a call of an unknown tool");
  return { name, arguments: readParameters(invoke.slice(opening[0].length, -closing.length), name, tools) };
}

/** The declared tool that a name means; `a.b` may mean `b` in the namespace that `b` has. Undefined for none. */
export function declaredName(name: string, tools: Tools): string | undefined {
  const isDeclared = (candidate: string) => tools.some((tool) => trimSpace(tool.function.name) === candidate);
  if (name !== "" && isDeclared(name)) return name;
  const [space, ...parts] = name.split(".");
  const inner = parts.join(".");
  return inner !== "" && inner.split(".")[0] === space && isDeclared(inner) ? inner : undefined;
}

function readParameters(text: string, tool: string, tools: Tools): Readonly<Record<string, unknown>> {
  const body = text.replace(/^\n/, "").replace(/\n$/, "");
  const pattern = /<atem:parameter name="(.*?)">(.*?)<\/atem:parameter>\n?/sy;
  const values: [string, unknown][] = [];
  let end = 0;
  for (let found = pattern.exec(body); found !== null; found = pattern.exec(body)) {
    const [, name, value] = found;
    values.push([name!, typedValue(value!, declaredTypes(tools, tool, name!))]);
    end = pattern.lastIndex;
  }
  if (end < body.length) throw new CallSyntaxError("a damaged parameter");
  return Object.fromEntries(values);
}
