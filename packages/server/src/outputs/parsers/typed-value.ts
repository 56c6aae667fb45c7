import type { Tool, ToolProperty } from "@cria/spec";
import type { Decoded } from "../../http/decoded.ts";
import { isObject, parseJson } from "../json-object.ts";

type Tools = readonly Decoded<Tool>[];

/** The types that a tool declares for a parameter, those of all branches if there are several; none if it says nothing. */
export function declaredTypes(tools: Tools, tool: string, parameter: string): readonly string[] {
  const { properties = {} } = tools.find((each) => each.function.name === tool)?.function.parameters ?? {};
  if (!Object.hasOwn(properties, parameter)) return [];
  const property = properties[parameter]!;
  return property.anyOf?.length ? property.anyOf.flatMap(typesOf) : typesOf(property);
}

function typesOf({ type }: Decoded<ToolProperty>): string[] {
  if (type === undefined) return [];
  return typeof type === "string" ? [type] : [...type];
}

/** What a type makes of a text; undefined if the text is no value of it. */
const readers: readonly (readonly [type: string, read: (text: string) => unknown])[] = [
  ["boolean", readBoolean],
  ["integer", readInteger],
  ["number", readNumber],
  ["array", (text) => readJson(text, Array.isArray)],
  ["object", (text) => readJson(text, isObject)],
];

/**
 * The value that a model wrote as plain text, by the types that its parameter may have; the narrowest that fits counts. Any
 * case of `null` is null whatever the types. What fits none is a string, and false if it should be a boolean.
 */
export function typedValue(text: string, types: readonly string[]): unknown {
  if (text.toLowerCase() === "null") return null;
  for (const [type, read] of readers) {
    if (!types.includes(type)) continue;
    const value = read(text);
    if (value !== undefined) return value;
    if (types.length === 1) return type === "boolean" ? false : text;
  }
  return text;
}

/** The same for a text that stands on lines of its own: a newline at either end belongs to the tags. */
export function typedLines(text: string, types: readonly string[]): unknown {
  return typedValue(text.replace(/^\n/, "").replace(/\n$/, ""), types);
}

/** The number that a text is: an integer if it is written as one; undefined for another text. */
export function readDecimal(text: string): number | bigint | undefined {
  return readInteger(text) ?? readNumber(text);
}

function readBoolean(text: string): boolean | undefined {
  const lower = text.toLowerCase();
  return lower === "true" ? true : lower === "false" ? false : undefined;
}

/** A 64-bit integer, a bigint where a number would lose digits. */
function readInteger(text: string): number | bigint | undefined {
  if (!/^[+-]?[0-9]+$/.test(text)) return undefined;
  const value = BigInt(text.replace(/^\+/, ""));
  if (value !== BigInt.asIntN(64, value)) return undefined;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function readNumber(text: string): number | undefined {
  if (!/^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$/.test(text)) return undefined;
  const value = Number(text);
  // Whole numbers have no sign of zero.
  return Number.isFinite(value) ? value + 0 : undefined;
}

function readJson(text: string, isRight: (value: unknown) => boolean): unknown {
  const value = parseJson(text);
  return isRight(value) ? value : undefined;
}
