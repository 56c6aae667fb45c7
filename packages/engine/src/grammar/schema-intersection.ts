import { GrammarError } from "./errors.ts";
import { isObject, type Json, type JsonObject, stringifyOrdered } from "./ordered-json.ts";
import { asSchema, readSchemas, readTypes, type Schema } from "./schema-reading.ts";
import type { References } from "./schema-references.ts";

const mostOptions = 256;
const mostDepth = 100;

/** Where an intersection lists the keywords of which it kept only one side. */
export const dropped = " dropped";

/** Keywords that say nothing about a value's form. */
const annotations: ReadonlySet<string> = new Set([
  ...["title", "description", "default", "examples", "example", "deprecated", "readOnly", "writeOnly", "$comment"],
  ...["$schema", "$id", "id", "$anchor", "$defs", "definitions", "$vocabulary", "discriminator", "xml", "externalDocs"],
]);

/** A schema without `$ref` and `allOf` at its top, what they stand for put in their place. */
export function flattened(schema: Schema, references: References, depth = 0): Schema {
  if (typeof schema === "boolean") return schema;
  if (depth > mostDepth) throw new GrammarError('"$ref" and "allOf" of the schema lead to each other without an end');
  const reference = schema.get("$ref");
  const all = readSchemas(schema, "allOf");
  if (reference === undefined && all === undefined) return schema;
  const rest = new Map(Array.from(schema).filter(([keyword]) => keyword !== "$ref" && keyword !== "allOf"));
  const parts: Schema[] = [];
  if (reference !== undefined) {
    if (typeof reference !== "string") throw new GrammarError('"$ref" of the schema must be a string');
    parts.push(references.resolve(reference));
  }
  parts.push(...(all ?? []));
  let result: Schema | undefined;
  for (const part of [...parts, ...(constrains(rest) ? [rest] : [])]) {
    const flat = flattened(part, references, depth + 1);
    result = result === undefined ? flat : intersected(result, flat);
  }
  return result ?? true;
}

/** The only schema that a schema stands for, besides annotations: the target of its `$ref`, or its one `allOf`. */
export function alias(schema: JsonObject, references: References): Schema | undefined {
  const rest = Array.from(schema.keys()).filter((keyword) => !annotations.has(keyword));
  if (rest.length !== 1) return undefined;
  const reference = schema.get("$ref");
  if (typeof reference === "string") return references.resolve(reference);
  const all = readSchemas(schema, "allOf");
  return all?.length === 1 ? all[0] : undefined;
}

/** Whether a schema has a keyword that a value could violate. */
export function constrains(schema: JsonObject): boolean {
  return Array.from(schema.keys()).some((keyword) => !annotations.has(keyword));
}

/** A schema for what is valid under both, which have been {@link flattened} at their tops. */
export function intersected(a: Schema, b: Schema): Schema {
  if (a === true || b === false) return b;
  if (b === true || a === false) return a;
  if (a.has("const") && b.has("const") && !equal(a.get("const")!, b.get("const")!)) return false;
  const result = new Map<string, Json>(a);
  const closedBy = (schema: JsonObject, name: string) =>
    schema.get("additionalProperties") === false && !(schema.get("properties") as JsonObject | undefined)?.has(name);
  for (const [keyword, right] of b) {
    const left = a.get(keyword);
    if (annotations.has(keyword)) continue;
    if (left === undefined) result.set(keyword, right);
    else if (!combined.has(keyword)) drop(result, keyword, left, right);
    else result.set(keyword, both(keyword, left, right, a, b));
  }
  const properties = result.get("properties");
  if (isObject(properties)) {
    const allowed = Array.from(properties).filter(([name]) => !closedBy(a, name) && !closedBy(b, name));
    if (allowed.length < properties.size) result.set("properties", new Map(allowed));
  }
  return result;
}

/** The value of a keyword that both schemas have. */
function both(keyword: string, left: Json, right: Json, a: JsonObject, b: JsonObject): Json {
  switch (keyword) {
    case "type": {
      const others = readTypes(b)!;
      const common = readTypes(a)!.flatMap((type) => {
        if (others.includes(type)) return [type];
        if (type === "number" && others.includes("integer")) return ["integer"];
        return type === "integer" && others.includes("number") ? ["integer"] : [];
      });
      return common;
    }
    case "properties":
    case "patternProperties": {
      if (!isObject(left) || !isObject(right)) throw new GrammarError(`"${keyword}" of the schema must be an object`);
      const merged = new Map(left);
      for (const [name, schema] of right) {
        const other = left.get(name);
        merged.set(name, other === undefined ? schema : bothSchemas(other, schema, keyword));
      }
      return merged;
    }
    case "items":
    case "additionalProperties":
    case "propertyNames":
    case "additionalItems":
      return Array.isArray(left) || Array.isArray(right) ? left : bothSchemas(left, right, keyword);
    case "required":
    case dropped:
      return Array.isArray(left) && Array.isArray(right) ? [...new Set([...left, ...right])] : left;
    case "enum": {
      if (!Array.isArray(left) || !Array.isArray(right)) return left;
      const texts = new Set(right.map(stringifyOrdered));
      return left.filter((value) => texts.has(stringifyOrdered(value)));
    }
    case "minimum":
    case "exclusiveMinimum":
    case "minLength":
    case "minItems":
    case "minProperties":
      return typeof left === "number" && typeof right === "number" ? Math.max(left, right) : left;
    case "maximum":
    case "exclusiveMaximum":
    case "maxLength":
    case "maxItems":
    case "maxProperties":
      return typeof left === "number" && typeof right === "number" ? Math.min(left, right) : left;
    case "anyOf":
    case "oneOf":
      return combinations(readSchemas(a, keyword)!, readSchemas(b, keyword)!);
    default:
      return left;
  }
}

function bothSchemas(left: Json, right: Json, keyword: string): Json {
  const [a, b] = [asSchema(left, keyword), asSchema(right, keyword)];
  if (a === true || b === false) return b;
  if (b === true || a === false) return a;
  return new Map([["allOf", [a, b]]]);
}

function combinations(left: readonly Schema[], right: readonly Schema[]): Json {
  if (left.length * right.length > mostOptions)
    throw new GrammarError('"allOf" of the schema has too many combinations');
  return left.flatMap((a) => right.map((b) => bothSchemas(a, b, "allOf")));
}

/** Keeps the left value of a keyword, and notes that the right one is not looked at. */
function drop(result: Map<string, Json>, keyword: string, left: Json, right: Json): void {
  if (keyword === "const" || equal(left, right)) return;
  const before = result.get(dropped);
  result.set(dropped, [...(Array.isArray(before) ? before : []), keyword]);
}

const equal = (a: Json, b: Json) => stringifyOrdered(a) === stringifyOrdered(b);

/** Keywords whose values can be combined into one. */
const combined: ReadonlySet<string> = new Set([
  ...["type", "enum", "anyOf", "oneOf", "properties", "patternProperties", "additionalProperties", "propertyNames"],
  ...["required", "items", "additionalItems", "minimum", "exclusiveMinimum", "minLength", "minItems"],
  ...[dropped, "minProperties", "maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"],
]);
