import type { GoFunc, GoValue } from "../value.ts";
import { goFunc } from "../value.ts";
import { index, length, slice } from "./access.ts";
import { call } from "./call.ts";
import { eq, ge, gt, le, lt, ne } from "./compare.ts";
import { currentDate, yesterdayDate } from "./dates.ts";
import { escapeHtml, escapeJs, escapeQuery } from "./escape.ts";
import { marshalJson } from "./json.ts";
import { typeScriptType } from "./typescript-type.ts";
import { not, print, printf, println } from "./values.ts";

/** Functions by name. */
export type FunctionMap = Readonly<Record<string, GoFunc | ((...args: GoValue[]) => GoValue)>>;

const values = (call: (...args: GoValue[]) => GoValue, count: number) =>
  goFunc(new Array<"value">(count).fill("value"), call);

/** Go's own functions, with their signatures. Execution treats `and`, `or` and `call` specially. */
export const builtinFunctions: Readonly<Record<string, GoFunc>> = {
  and: goFunc(["value", "value"], (first) => first, true),
  or: goFunc(["value", "value"], (first) => first, true),
  call: goFunc(["value", "value"], (callee, ...args) => call("", callee, args), true),
  not: values(not, 1),
  len: values(length, 1),
  index: goFunc(["value", "value"], index, true),
  slice: goFunc(["value", "value"], slice, true),
  print: goFunc(["any"], print, true),
  printf: goFunc(["string", "any"], printf, true),
  println: goFunc(["any"], println, true),
  html: goFunc(["any"], escapeHtml, true),
  js: goFunc(["any"], escapeJs, true),
  urlquery: goFunc(["any"], escapeQuery, true),
  eq: goFunc(["value", "value"], eq, true),
  ne: values(ne, 2),
  lt: values(lt, 2),
  le: values(le, 2),
  gt: values(gt, 2),
  ge: values(ge, 2),
};

/**
 * The functions that Ollama adds to Go's: `json`, `currentDate`, `yesterdayDate`, `toTypeScriptType`.
 * @param options.now the clock for the dates, which are local
 */
export function ollamaFunctions({ now = () => new Date() }: { readonly now?: () => Date } = {}): FunctionMap {
  return {
    json: goFunc(["any"], marshalJson),
    currentDate: goFunc(["any"], () => currentDate(now()), true),
    yesterdayDate: goFunc(["any"], () => yesterdayDate(now()), true),
    toTypeScriptType: goFunc(["any"], typeScriptType),
  };
}
