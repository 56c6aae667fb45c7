import { GrammarError } from "./errors.ts";
import { internal } from "./internal-keywords.ts";
import { isObject, type Json, type JsonObject, stringifyOrdered } from "./ordered-json.ts";
import { asSchema, readSchemaMap, readSchemas, readTypes, type Schema } from "./schema-reading.ts";
import type { References } from "./schema-references.ts";

const mostOptions = 256;
const mostDepth = 100;

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
  const further: [keyword: string, value: Json][] = [];
  const isConditional = a.has("if") && b.has("if");
  if (isConditional) further.push(["if", conditionOf(b)]);
  for (const [keyword, right] of b) {
    const left = a.get(keyword);
    if (annotations.has(keyword) || (isConditional && conditional.has(keyword))) continue;
    if (left === undefined) result.set(keyword, right);
    else if (combined.has(keyword)) result.set(keyword, both(keyword, left, right, a, b));
    else if (!equal(left, right)) further.push([keyword, right]);
  }
  if (further.length > 0) {
    const added = new Map(further.map(([keyword, value]) => [keyword, [value]]));
    result.set(internal.further, joined(result.get(internal.further) as JsonObject | undefined, added));
  }
  if (a.has("properties") || b.has("properties")) result.set("properties", propertiesOfBoth(a, b));
  const [left, right] = [tupleOf(a), tupleOf(b)];
  if (left.prefix.length + right.prefix.length > 0) intersectTuples(result, left, right);
  if ((a.has(internal.open) && saysWhatElse(b)) || (b.has(internal.open) && saysWhatElse(a))) {
    result.delete(internal.open);
  }
  return result;
}

/** The properties of both: one that only one of them declares is another one to the other. */
function propertiesOfBoth(a: JsonObject, b: JsonObject): JsonObject {
  const [left, right] = [a, b].map((schema) => readSchemaMap(schema, "properties") ?? new Map<string, Schema>());
  const other = (schema: JsonObject) =>
    schema.has("patternProperties")
      ? true
      : asSchema(schema.get("additionalProperties") ?? true, "additionalProperties");
  return new Map(
    [...new Set([...left!.keys(), ...right!.keys()])].map((name) => {
      return [name, bothSchemas(left!.get(name) ?? other(a), right!.get(name) ?? other(b), "properties")];
    }),
  );
}

/** Whether an object's further properties are as a schema has them. */
function saysWhatElse(schema: JsonObject): boolean {
  if (schema.has(internal.open)) return false;
  return ["properties", "patternProperties", "additionalProperties"].some((keyword) => schema.has(keyword));
}

/** The items that a schema tells apart by their place, and all others. */
interface Tuple {
  readonly prefix: readonly Schema[];
  readonly rest: Schema | undefined;
}

/** How a schema sees the items of an array. */
export function tupleOf(schema: JsonObject): Tuple {
  const items = schema.get("items");
  const isTuple = Array.isArray(items);
  const prefix = readSchemas(schema, "prefixItems") ?? (isTuple ? readSchemas(schema, "items")! : []);
  const keyword = isTuple ? "additionalItems" : "items";
  const rest = schema.get(keyword);
  return { prefix, rest: rest === undefined ? undefined : asSchema(rest, keyword) };
}

function intersectTuples(result: Map<string, Json>, a: Tuple, b: Tuple): void {
  const length = Math.max(a.prefix.length, b.prefix.length);
  const at = ({ prefix, rest = true }: Tuple, index: number) => prefix[index] ?? rest;
  result.set(
    "prefixItems",
    Array.from({ length }, (_, index) => bothSchemas(at(a, index), at(b, index), "prefixItems")),
  );
  result.delete("additionalItems");
  result.delete("items");
  if (a.rest !== undefined || b.rest !== undefined) {
    result.set("items", bothSchemas(a.rest ?? true, b.rest ?? true, "items"));
  }
}

/** `if` with what goes with it. */
export function conditionOf(schema: JsonObject): JsonObject {
  return new Map(Array.from(schema).filter(([keyword]) => conditional.has(keyword)));
}

const conditional: ReadonlySet<string> = new Set(["if", "then", "else"]);

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
    case "patternProperties":
    case "dependentSchemas": {
      if (!isObject(left) || !isObject(right)) throw new GrammarError(`"${keyword}" of the schema must be an object`);
      const merged = new Map(left);
      for (const [name, schema] of right) {
        const other = left.get(name);
        merged.set(name, other === undefined ? schema : bothSchemas(other, schema, keyword));
      }
      return merged;
    }
    // Tuples are put together elsewhere.
    case "items":
    case "prefixItems":
    case "additionalItems":
      return Array.isArray(left) || Array.isArray(right) ? left : bothSchemas(left, right, keyword);
    case "additionalProperties":
    case "propertyNames":
      return bothSchemas(left, right, keyword);
    case "properties":
      return left;
    case "required":
      return Array.isArray(left) && Array.isArray(right) ? [...new Set([...left, ...right])] : left;
    case "dependentRequired":
    case internal.further:
      return joined(left as JsonObject, right as JsonObject);
    case internal.excluded:
    case internal.notPattern:
    case internal.notMultipleOf:
      return [...(left as readonly Json[]), ...(right as readonly Json[])];
    case "uniqueItems":
    case internal.canonical:
    case internal.open:
      return left === true || right === true;
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
  if (b === true || a === false || a === b) return a;
  return new Map([["allOf", [a, b]]]);
}

function combinations(left: readonly Schema[], right: readonly Schema[]): Json {
  if (left.length * right.length > mostOptions)
    throw new GrammarError('"allOf" of the schema has too many combinations');
  return left.flatMap((a) => right.map((b) => bothSchemas(a, b, "allOf")));
}

/** By key, the elements of both. */
function joined(left: JsonObject | undefined, right: JsonObject): JsonObject {
  const result = new Map(left);
  for (const [key, values] of right) {
    const before = result.get(key);
    if (!Array.isArray(values) || !(before === undefined || Array.isArray(before))) continue;
    result.set(key, [...(before ?? []), ...values]);
  }
  return result;
}

const equal = (a: Json, b: Json) => stringifyOrdered(a) === stringifyOrdered(b);

/** Keywords whose values can be combined into one. */
const combined: ReadonlySet<string> = new Set([
  ...["type", "enum", "anyOf", "oneOf", "properties", "patternProperties", "additionalProperties", "propertyNames"],
  ...["required", "items", "prefixItems", "additionalItems", "minimum", "exclusiveMinimum", "minLength", "minItems"],
  ...["minProperties", "maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "uniqueItems"],
  ...["dependentRequired", "dependentSchemas", ...Object.values(internal)],
]);
