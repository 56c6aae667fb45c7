import type { TSchema } from "@sinclair/typebox";
import { isRecord } from "../../check/expect.ts";
import { DecodeError } from "./decode-error.ts";
import { keepAlive } from "./duration.ts";
import { firstValue } from "./first-value.ts";

const thinkValues = '"high", "medium", "low", "max", true, or false';

/**
 * Decodes a body as Go's decoder would fill the struct of the schema: keys in any case, unknown ones left out, null as
 * absence. Throws {@link DecodeError}.
 */
export function decode(schema: TSchema, text: string): Record<string, unknown> {
  const value = firstValue(text);
  const type = String(schema["x-go-type"]);
  if (value === null) return {};
  if (!isRecord(value)) throw new DecodeError(`json: cannot unmarshal ${kindOf(value)} into Go value of type ${type}`);
  return fields(schema, value, [type.replace(/^.*\./, "")]);
}

/** @param path the struct's name and the fields down to this object */
function fields(
  schema: TSchema,
  value: Readonly<Record<string, unknown>>,
  path: readonly string[],
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  const properties = Object.entries((schema.properties ?? {}) as Record<string, TSchema>);
  for (const [key, item] of Object.entries(value)) {
    const known =
      properties.find(([name]) => name === key) ??
      properties.find(([name]) => name.toLowerCase() === key.toLowerCase());
    if (known === undefined) continue;
    const [name, inner] = known;
    // Raw JSON alone tells null from absence.
    if (item === null && inner["x-go-decode"] !== "raw") continue;
    result[name] = convert(inner, item, [...path, name]);
  }
  return result;
}

function convert(schema: TSchema, value: unknown, path: readonly string[]): unknown {
  if (value === null) return schema["x-go-decode"] === "raw" ? null : undefined;
  const wrong = (type: string) => {
    const [struct = "", ...rest] = path;
    const place = `Go struct field ${struct}.${rest.join(".")}`;
    return new DecodeError(`json: cannot unmarshal ${kindOf(value)} into ${place} of type ${type}`);
  };
  const type = schema["x-go-type"] as string | undefined;
  switch (schema["x-go-decode"]) {
    case "any":
      if (type?.startsWith("map") && !isRecord(value)) throw wrong(type);
      return value;
    case "raw":
      return value;
    case "duration":
      return keepAlive(value);
    case "think":
      return think(value);
    case "bytes":
      if (typeof value === "string") return base64(value);
      if (Array.isArray(value) && value.every((item) => Number.isInteger(item))) return value;
      throw wrong(type ?? "[]uint8");
    case "lowercase":
      if (typeof value !== "string") throw wrong("string");
      return value.toLowerCase();
    case "arguments":
      if (!isRecord(value)) throw new DecodeError("Value looks like object, but can't find closing '}' symbol");
      return value;
    case "strings":
      return value;
    default:
      return plain(schema, value, path, wrong);
  }
}

function plain(
  schema: TSchema,
  value: unknown,
  path: readonly string[],
  wrong: (type: string) => DecodeError,
): unknown {
  const type = schema["x-go-type"] as string | undefined;
  switch (schema.type) {
    case "string":
      if (typeof value !== "string") throw wrong("string");
      return value;
    case "boolean":
      if (typeof value !== "boolean") throw wrong("bool");
      return value;
    case "integer":
      if (typeof value !== "number" || !Number.isInteger(value)) throw wrong("int");
      return value;
    case "number":
      if (typeof value !== "number") throw wrong("float64");
      return value;
    case "array":
      if (!Array.isArray(value)) throw wrong(type ?? `[]${(schema.items as TSchema)["x-go-type"] ?? "string"}`);
      return value.map((item) => convert(schema.items as TSchema, item, path) ?? zero(schema.items as TSchema));
    case "object": {
      if (!isRecord(value)) throw wrong(type === "api.Message" ? "api.Alias" : (type ?? "map[string]interface {}"));
      const inner = Object.values((schema.patternProperties ?? {}) as Record<string, TSchema>)[0];
      if (inner === undefined) return fields(schema, value, path);
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, convert(inner, item, path)]));
    }
    default:
      return value;
  }
}

/** What a null in an array becomes. */
function zero(schema: TSchema): unknown {
  return schema.type === "object" ? {} : schema.type === "string" ? "" : null;
}

function think(value: unknown): boolean | string {
  if (typeof value === "boolean") return value;
  if (typeof value !== "string") throw new DecodeError(`think must be a boolean or string (${thinkValues})`);
  if (["high", "medium", "low", "max"].includes(value)) return value;
  throw new DecodeError(`invalid think value: ${JSON.stringify(value)} (must be ${thinkValues})`);
}

function base64(text: string): string {
  const clean = text.replace(/[\r\n]/g, "");
  const bad = clean.search(/[^A-Za-z0-9+/=]/);
  if (bad >= 0) throw new DecodeError(`illegal base64 data at input byte ${bad}`);
  if (clean.length % 4 !== 0)
    throw new DecodeError(`illegal base64 data at input byte ${clean.length - (clean.length % 4)}`);
  return clean;
}

/** Go's word for the kind of a JSON value. */
function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "array";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number") return Number.isInteger(value) ? "number" : `number ${value}`;
  return typeof value;
}
