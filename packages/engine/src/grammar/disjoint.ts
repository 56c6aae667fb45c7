import { canonicalText } from "./evaluate.ts";
import type { Json, JsonObject } from "./ordered-json.ts";
import { flattened } from "./schema-intersection.ts";
import { readSchemaMap, readTypes, type Schema, typeNames } from "./schema-reading.ts";
import type { References } from "./schema-references.ts";

const mostDepth = 4;
const mostOptions = 64;

/** Whether no value is valid under two of the schemas, as far as their types, constants and required properties say it. */
export function areDisjoint(schemas: readonly Schema[], references: References): boolean {
  if (schemas.length > mostOptions) return false;
  return schemas.every((a, index) => schemas.slice(index + 1).every((b) => isApart(a, b, references, 0)));
}

function isApart(given: Schema, other: Schema, references: References, depth: number): boolean {
  const [a, b] = [flattened(given, references), flattened(other, references)];
  if (a === false || b === false) return true;
  if (a === true || b === true || depth > mostDepth) return false;
  const [left, right] = [readTypes(a) ?? typeNames, readTypes(b) ?? typeNames];
  if (!left.some((type) => right.includes(type) || isNumber(type, right))) return true;
  const [values, others] = [constants(a), constants(b)];
  if (values && others) return !values.some((value) => others.includes(value));
  if (left.some((type) => type !== "object") || right.some((type) => type !== "object")) return false;
  const [properties, further] = [a, b].map((schema) => readSchemaMap(schema, "properties"));
  return Array.from(properties ?? []).some(([name, part]) => {
    const same = further?.get(name);
    return same !== undefined && requires(a, name) && requires(b, name) && isApart(part, same, references, depth + 1);
  });
}

const isNumber = (type: string, types: readonly string[]) =>
  (type === "integer" && types.includes("number")) || (type === "number" && types.includes("integer"));

function constants(schema: JsonObject): readonly string[] | undefined {
  const list = schema.get("enum");
  const constant = schema.get("const");
  if (constant !== undefined) return [canonicalText(constant)];
  return Array.isArray(list) ? list.map((value: Json) => canonicalText(value)) : undefined;
}

function requires(schema: JsonObject, name: string): boolean {
  const required = schema.get("required");
  return Array.isArray(required) && required.includes(name);
}
