import type { Tool } from "@cria/spec";
import { type Decoded, RawJson } from "../http/decoded.ts";
import { encodeJson } from "../http/json.ts";
import { isObject } from "../outputs/json-object.ts";

const types: ReadonlySet<unknown> = new Set(["object", "array", "string", "integer", "number", "boolean", "null"]);

/**
 * A JSON Schema of a call of one of the tools: an object with the tool's name and its arguments. Types that JSON Schema
 * does not know, which clients write for models to read, leave a parameter free.
 */
export function callSchema(tools: readonly Decoded<Tool>[]): RawJson {
  const options = tools.map(({ function: { name, parameters } }) => ({
    type: "object",
    properties: { name: { const: name }, arguments: { ...(known(parameters) as object), type: "object" } },
    required: ["name", "arguments"],
    additionalProperties: false,
  }));
  return new RawJson(encodeJson({ anyOf: options }));
}

/** A schema without types that are none, and without descriptions. */
function known(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(known);
  if (!isObject(schema)) return schema;
  const kept = Object.entries(schema).flatMap(([keyword, value]): [string, unknown][] => {
    switch (keyword) {
      case "type": {
        const named = (Array.isArray(value) ? value : [value]).filter((type) => types.has(type));
        return named.length > 0 ? [[keyword, named]] : [];
      }
      case "description":
      case "$defs":
        return [];
      case "properties":
        return isObject(value) ? [[keyword, mapped(value)]] : [];
      case "enum":
      case "required":
        return Array.isArray(value) && value.length > 0 ? [[keyword, value]] : [];
      default:
        return [[keyword, known(value)]];
    }
  });
  return Object.fromEntries(kept);
}

function mapped(properties: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, known(schema)]));
}
