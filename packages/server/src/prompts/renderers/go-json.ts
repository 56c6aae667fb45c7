import type { Tool, ToolProperty } from "@cria/spec";
import type { Decoded } from "../../http/decoded.ts";
import { compareBytes, encodeJson } from "../../http/json.ts";
import type { ChatMessage } from "../chat-message.ts";
import { formatFloat } from "../gotemplate/format-number.ts";

/** JSON with a space behind each colon and comma, as Python writes it. `<`, `>` and `&` are escaped. */
export function spacedJson(value: unknown): string {
  return encodeJson(value).replace(/"(?:[^"\\]|\\.)*"|[:,]/g, (part) => (part.length === 1 ? `${part} ` : part));
}

/** The same without those escapes. */
export function spacedJsonUnescaped(value: unknown): string {
  return unescapeHtml(spacedJson(value));
}

/** JSON of several lines, as Go indents it. */
export function indentedJson(value: unknown, indent: string): string {
  let depth = 0;
  const line = (change: number) => {
    depth += change;
    return `\n${indent.repeat(depth)}`;
  };
  return encodeJson(value).replace(/"(?:[^"\\]|\\.)*"|\{\}|\[\]|[{}[\]:,]/g, (part) => {
    switch (part) {
      case "{":
      case "[":
        return part + line(1);
      case "}":
      case "]":
        return line(-1) + part;
      case ",":
        return part + line(0);
      case ":":
        return ": ";
      default:
        return part;
    }
  });
}

/** JSON without the escapes of `<`, `>` and `&`. */
export function unescapeHtml(json: string): string {
  return json.replace(/\\\\|\\u003c|\\u003e|\\u0026/g, (found) =>
    found === "\\\\" ? found : String.fromCharCode(Number.parseInt(found.slice(2), 16)),
  );
}

type ToolCalls = NonNullable<ChatMessage["tool_calls"]>;
type Arguments = ToolCalls[number]["function"]["arguments"];

/** Arguments of a call for JSON: in their order, but with the keys of objects in them sorted. */
export function goArguments(given: Arguments): Map<string, unknown> {
  return new Map(Object.entries(given).map(([name, value]) => [name, goValue(value)]));
}

/** A value for JSON with all keys sorted. */
export function goValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(goValue);
  if (value === null || typeof value !== "object") return value;
  const members =
    value instanceof Map ? [...value] : Object.entries(value).filter(([, member]) => member !== undefined);
  const entries = members.sort(([a], [b]) => compareBytes(a, b));
  return new Map(entries.map(([key, member]) => [key, goValue(member)]));
}

/** A tool for JSON, its keys in the order in which models know them. */
export function goTool({ type, items, function: called }: Decoded<Tool>): Record<string, unknown> {
  return { type, items: optional(items), function: goFunction(called) };
}

/** The function of a tool for JSON. */
export function goFunction({ name, description, parameters }: Decoded<Tool>["function"]): Record<string, unknown> {
  return { name, description: description || undefined, parameters: goParameters(parameters) };
}

/** The parameters of a tool for JSON. */
export function goParameters(parameters: Decoded<Tool>["function"]["parameters"]): Record<string, unknown> {
  const { type, $defs, items, required, properties } = parameters;
  return {
    type,
    $defs: optional($defs),
    items: optional(items),
    required: filled(required),
    properties: properties === undefined ? null : goProperties(properties),
  };
}

/** Parameters as spaced JSON without escapes but in their properties, which the original writes apart. */
export function parametersJson(parameters: Decoded<Tool>["function"]["parameters"]): string {
  const { properties, ...others } = goParameters(parameters);
  return `${spacedJsonUnescaped(others).slice(0, -1)}, "properties": ${spacedJson(properties)}}`;
}

/** A parameter of a tool for JSON. */
export function goProperty(property: Decoded<ToolProperty>): Record<string, unknown> {
  const { anyOf, items, description, properties, required } = property;
  const types = typesOf(property);
  return {
    anyOf: filled(anyOf)?.map(goProperty),
    type: types.length === 1 ? types[0] : filled(types),
    items: optional(items),
    description: description || undefined,
    enum: filled(property.enum)?.map(goValue),
    properties: properties && goProperties(properties),
    required: filled(required),
  };
}

/** The types that a parameter may have. */
export function typesOf({ type }: Decoded<ToolProperty>): readonly string[] {
  return typeof type === "string" ? [type] : (type ?? []);
}

function goProperties(properties: Readonly<Record<string, Decoded<ToolProperty>>>): Map<string, unknown> {
  return new Map(Object.entries(properties).map(([name, property]) => [name, goProperty(property)]));
}

function optional(value: unknown): unknown {
  return value === null || value === undefined ? undefined : goValue(value);
}

function filled<Element>(list: readonly Element[] | undefined): readonly Element[] | undefined {
  return list?.length ? list : undefined;
}

/** A value as Go prints it into a text: strings as they are, objects and lists as JSON. */
export function goText(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return formatFloat(value, "g", -1);
  if (typeof value === "object" && value !== null) return encodeJson(goValue(value));
  return value === null || value === undefined ? "null" : String(value);
}
