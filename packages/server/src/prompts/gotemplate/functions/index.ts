import type { GoFunc, GoValue } from "../value.ts";

/** Functions by name. */
export type FunctionMap = Readonly<Record<string, GoFunc | ((...args: GoValue[]) => GoValue)>>;

/** The functions that Ollama adds to Go's: `json`, `currentDate`, `yesterdayDate`, `toTypeScriptType`. */
export function ollamaFunctions(_options: { readonly now?: () => Date } = {}): FunctionMap {
  return {};
}
