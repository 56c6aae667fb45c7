import { allValues, furtherValues, internal } from "./internal-keywords.ts";
import { absent, negated } from "./negation.ts";
import { isObject, type Json, type JsonObject } from "./ordered-json.ts";
import { conditionOf, flattened, intersected } from "./schema-intersection.ts";
import { asSchema, readDependents, readSchemaMap, type Schema } from "./schema-reading.ts";
import type { References } from "./schema-references.ts";

/** Most properties that ask for others: each doubles the forms of an object. */
const mostDependents = 6;

/**
 * A schema in which `not`, `if`, `dependentRequired` and `dependentSchemas` are written as alternatives; the same object
 * if it has none of them. Those that can't be are added to `unenforced`.
 */
export function withAlternatives(schema: JsonObject, references: References, unenforced: Set<string>): Schema {
  const found: Schema[] = [];
  const taken = new Set<string>();
  for (const part of allValues(schema, "not")) {
    taken.add("not");
    const other = negated(asSchema(part, "not"), references);
    if (other === undefined) unenforced.add("not");
    else found.push(other);
  }
  for (const condition of conditions(schema)) {
    for (const keyword of ["if", "then", "else"]) taken.add(keyword);
    const ways = waysOf(condition, references);
    if (ways) found.push(ways);
    else unenforced.add("if");
  }
  const dependents = dependentsOf(schema);
  if (dependents.length > 0 || schema.has("dependentRequired") || schema.has("dependentSchemas")) {
    for (const keyword of ["dependentRequired", "dependentSchemas"]) taken.add(keyword);
  }
  if (dependents.length > mostDependents) unenforced.add(dependents[0]!.keyword);
  else for (const { name, needed } of dependents) found.push(anyOf([needed, absent(name)]));
  if (taken.size === 0) return schema;
  const rest = without(schema, taken);
  return found.reduce<Schema>((result, part) => intersected(result, flattened(part, references)), rest);
}

/** What remains of a schema without some keywords, their further values included. */
function without(schema: JsonObject, keywords: ReadonlySet<string>): JsonObject {
  const rest = new Map(Array.from(schema).filter(([keyword]) => !keywords.has(keyword)));
  const further = rest.get(internal.further);
  if (isObject(further)) {
    const left = Array.from(further).filter(([keyword]) => !keywords.has(keyword));
    if (left.length > 0) rest.set(internal.further, new Map(left));
    else rest.delete(internal.further);
  }
  // What a dependent says is about objects.
  const isOfObjects = keywords.has("dependentRequired") && !rest.has("type");
  if (isOfObjects) rest.set("type", "object");
  return rest;
}

function conditions(schema: JsonObject): JsonObject[] {
  const own = schema.has("if") ? [conditionOf(schema)] : [];
  return [...own, ...(furtherValues(schema, "if") as readonly JsonObject[])];
}

/** Undefined if the condition can't be negated, which only matters where it has an `else`. */
function waysOf(condition: JsonObject, references: References): Schema | undefined {
  const part = (keyword: string) => asSchema(condition.get(keyword) ?? true, keyword);
  if (!condition.has("then") && !condition.has("else")) return true;
  const [premise, then, otherwise] = [part("if"), part("then"), part("else")];
  const opposite = negated(premise, references);
  if (opposite === undefined) return undefined;
  return anyOf([both(opened(premise), then), both(opposite, otherwise)]);
}

function dependentsOf(schema: JsonObject) {
  const required = Array.from(readDependents(schema), ([name, names]) => {
    return { keyword: "dependentRequired", name, needed: new Map<string, Json>([["required", names]]) as Schema };
  });
  const schemas = Array.from(readSchemaMap(schema, "dependentSchemas") ?? [], ([name, part]) => {
    return { keyword: "dependentSchemas", name, needed: opened(part) };
  });
  return [
    ...required.filter(({ needed }) => ((needed as JsonObject).get("required") as Json[]).length > 0),
    ...schemas,
  ];
}

/** A schema whose `properties` are only some of those that there may be. */
function opened(schema: Schema): Schema {
  return isObject(schema) && schema.has("properties") ? new Map([...schema, [internal.open, true]]) : schema;
}

const anyOf = (options: readonly Schema[]): Schema => new Map([["anyOf", options]]);

const both = (a: Schema, b: Schema): Schema => (b === true ? a : new Map([["allOf", [a, b]]]));
