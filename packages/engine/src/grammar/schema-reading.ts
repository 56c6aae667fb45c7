import { GrammarError } from "./errors.ts";
import type { NumberBounds } from "./json-number.ts";
import { isObject, type Json, type JsonObject } from "./ordered-json.ts";

/** A schema: an object of keywords, or true or false for anything and nothing. */
export type Schema = boolean | JsonObject;

/** Throws GrammarError if the value of a keyword is no schema. */
export function asSchema(value: Json | undefined, keyword: string): Schema {
  if (typeof value === "boolean" || isObject(value)) return value;
  throw new GrammarError(`"${keyword}" of the schema must hold schemas, which are objects or booleans`);
}

export function readSchemas(schema: JsonObject, keyword: string): readonly Schema[] | undefined {
  const value = schema.get(keyword);
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw new GrammarError(`"${keyword}" of the schema must be an array`);
  return value.map((each) => asSchema(each, keyword));
}

export function readSchemaMap(schema: JsonObject, keyword: string): ReadonlyMap<string, Schema> | undefined {
  const value = schema.get(keyword);
  if (value === undefined) return undefined;
  if (!isObject(value)) throw new GrammarError(`"${keyword}" of the schema must be an object`);
  return new Map(Array.from(value, ([name, each]) => [name, asSchema(each, keyword)]));
}

export function readNumber(schema: JsonObject, keyword: string): number | undefined {
  const value = schema.get(keyword);
  if (value === undefined) return undefined;
  if (typeof value !== "number" || !Number.isFinite(value)) {
    throw new GrammarError(`"${keyword}" of the schema must be a number`);
  }
  return value;
}

export function readCount(schema: JsonObject, keyword: string): number | undefined {
  const value = readNumber(schema, keyword);
  if (value !== undefined && (value < 0 || !Number.isInteger(value))) {
    throw new GrammarError(`"${keyword}" of the schema must be a non-negative integer`);
  }
  return value;
}

export function readString(schema: JsonObject, keyword: string): string | undefined {
  const value = schema.get(keyword);
  return value === undefined ? undefined : asString(value, keyword);
}

/** Throws GrammarError if the value of a keyword is no text. */
export function asString(value: Json, keyword: string): string {
  if (typeof value === "string") return value;
  throw new GrammarError(`"${keyword}" of the schema must be a string`);
}

/** The value of `multipleOf`. Throws GrammarError if it is none. */
export function asStep(value: Json): number {
  if (typeof value === "number" && Number.isFinite(value) && value > 0) return value;
  throw new GrammarError('"multipleOf" of the schema must be a number above 0');
}

export function readStrings(schema: JsonObject, keyword: string): readonly string[] | undefined {
  const value = schema.get(keyword);
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || !value.every((each) => typeof each === "string")) {
    throw new GrammarError(`"${keyword}" of the schema must be an array of strings`);
  }
  return value;
}

/** `dependentRequired`: by property, those that it asks for. */
export function readDependents(schema: JsonObject): ReadonlyMap<string, readonly string[]> {
  const value = schema.get("dependentRequired");
  if (value === undefined) return new Map();
  if (!isObject(value)) throw new GrammarError('"dependentRequired" of the schema must be an object');
  return new Map(Array.from(value.keys(), (name) => [name, readStrings(value, name)!]));
}

export const typeNames = ["object", "array", "string", "integer", "number", "boolean", "null"] as const;
export type TypeName = (typeof typeNames)[number];

/** The types that a schema names; undefined if it names none. */
export function readTypes(schema: JsonObject): readonly TypeName[] | undefined {
  const value = schema.get("type");
  if (value === undefined) return undefined;
  const names = Array.isArray(value) ? value : [value];
  const types = names.map((name) => {
    const known = typeNames.find((each) => each === name);
    if (!known) throw new GrammarError(`"type" of the schema has the unknown value ${JSON.stringify(name)}`);
    return known;
  });
  return schema.get("nullable") === true && !types.includes("null") ? [...types, "null"] : types;
}

const objectKeywords = [
  ...["properties", "required", "additionalProperties", "patternProperties", "propertyNames"],
  ...["minProperties", "maxProperties", "dependentRequired", "dependentSchemas"],
];
const arrayKeywords = ["items", "prefixItems", "minItems", "maxItems", "uniqueItems", "contains"];
const stringKeywords = ["pattern", "minLength", "maxLength", "format"];
const numberKeywords = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];

/** The types that a schema names, or else those that its keywords are about, or else all. */
export function inferTypes(schema: JsonObject): readonly TypeName[] {
  const named = readTypes(schema);
  if (named) return named;
  const has = (keywords: readonly string[]) => keywords.some((keyword) => schema.has(keyword));
  if (has(objectKeywords)) return ["object"];
  if (has(arrayKeywords)) return ["array"];
  if (has(stringKeywords)) return ["string"];
  if (has(numberKeywords)) return ["number"];
  return typeNames.filter((type) => type !== "integer");
}

/** The bounds of a number. */
export function readBounds(schema: JsonObject): NumberBounds {
  const min = readNumber(schema, "minimum");
  const max = readNumber(schema, "maximum");
  // Draft 4 has flags that make the bounds exclusive.
  const isAbove = schema.get("exclusiveMinimum") === true;
  const isBelow = schema.get("exclusiveMaximum") === true;
  const exclusive = (keyword: string) =>
    typeof schema.get(keyword) === "boolean" ? undefined : readNumber(schema, keyword);
  return {
    min: isAbove ? undefined : min,
    max: isBelow ? undefined : max,
    above: isAbove ? min : exclusive("exclusiveMinimum"),
    below: isBelow ? max : exclusive("exclusiveMaximum"),
  };
}

export function hasType(value: Json, type: TypeName): boolean {
  switch (type) {
    case "object":
      return isObject(value);
    case "array":
      return Array.isArray(value);
    case "null":
      return value === null;
    case "integer":
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}
