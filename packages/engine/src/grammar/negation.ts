import { internal } from "./internal-keywords.ts";
import { isObject, type Json } from "./ordered-json.ts";
import { parsePattern } from "./pattern.ts";
import { flattened } from "./schema-intersection.ts";
import { readSchemaMap, readSchemas, readTypes, type Schema, type TypeName, typeNames } from "./schema-reading.ts";
import type { References } from "./schema-references.ts";

const mostDepth = 20;

/**
 * A schema of values that another one does not allow: one of them for each way to break a keyword. Ways that can't be
 * written as a schema are left out, so that it may be narrower than the complement. Undefined if there is no other way.
 */
export function negated(schema: Schema, references: References, depth = 0): Schema | undefined {
  if (depth > mostDepth) return undefined;
  const flat = flattened(schema, references);
  if (typeof flat === "boolean") return !flat;
  const ways: Schema[] = [];
  let isComplete = true;
  const of = (part: Schema) => negated(part, references, depth + 1);
  for (const [keyword, value] of flat) {
    const found = waysToBreak(keyword, value, flat, of);
    if (found) ways.push(...found);
    else if (!harmless.has(keyword)) isComplete = false;
  }
  if (ways.length === 0) return isComplete ? false : undefined;
  return ways.length === 1 ? ways[0]! : schemaOf({ anyOf: ways });
}

/** Keywords that no value breaks. */
const harmless: ReadonlySet<string> = new Set([
  ...[
    "title",
    "description",
    "default",
    "examples",
    "deprecated",
    "$comment",
    "$schema",
    "$id",
    "$defs",
    "definitions",
  ],
  ...["nullable", "then", "else"],
]);

type Negate = (schema: Schema) => Schema | undefined;

/** Undefined if it is not known how to break a keyword. */
function waysToBreak(
  keyword: string,
  value: Json,
  schema: ReadonlyMap<string, Json>,
  of: Negate,
): Schema[] | undefined {
  switch (keyword) {
    case "type":
      return otherTypes(readTypes(schema)!);
    case "const":
      return [schemaOf({ [internal.excluded]: [value] })];
    case "enum":
      return Array.isArray(value) ? [schemaOf({ [internal.excluded]: value })] : undefined;
    case "pattern": {
      const isExact = typeof value === "string" && parsePattern(value)?.isExact;
      return isExact ? [schemaOf({ type: "string", [internal.notPattern]: [value] })] : undefined;
    }
    case "multipleOf":
      return [schemaOf({ type: "number", [internal.notMultipleOf]: [value] })];
    case "required":
      if (!Array.isArray(value)) return undefined;
      return value.map((name) => absent(name as string));
    case "properties":
      return brokenProperties(readSchemaMap(schema, keyword)!, of);
    case "anyOf":
    case "oneOf": {
      const parts = readSchemas(schema, keyword)!.map(of);
      return parts.every((part) => part !== undefined) ? [schemaOf({ allOf: parts })] : undefined;
    }
    case "not":
      return typeof value === "boolean" || isObject(value) ? [value] : undefined;
    default:
      return typeof value === "number" ? beyondBound(keyword, value) : undefined;
  }
}

function beyondBound(keyword: string, value: number): Schema[] | undefined {
  const fewer = (type: TypeName, most: string) => (value > 0 ? [schemaOf({ type, [most]: value - 1 })] : []);
  const more = (type: TypeName, least: string) => [schemaOf({ type, [least]: value + 1 })];
  switch (keyword) {
    case "minimum":
      return [schemaOf({ type: "number", exclusiveMaximum: value })];
    case "maximum":
      return [schemaOf({ type: "number", exclusiveMinimum: value })];
    case "exclusiveMinimum":
      return [schemaOf({ type: "number", maximum: value })];
    case "exclusiveMaximum":
      return [schemaOf({ type: "number", minimum: value })];
    case "minLength":
      return fewer("string", "maxLength");
    case "maxLength":
      return more("string", "minLength");
    case "minItems":
      return fewer("array", "maxItems");
    case "maxItems":
      return more("array", "minItems");
    case "minProperties":
      return fewer("object", "maxProperties");
    case "maxProperties":
      return more("object", "minProperties");
    default:
      return undefined;
  }
}

function otherTypes(types: readonly TypeName[]): Schema[] {
  const others = typeNames.filter((type) => {
    return type !== "integer" && !types.includes(type) && !(type === "number" && types.includes("integer"));
  });
  const ways: Schema[] = others.length > 0 ? [schemaOf({ type: others })] : [];
  if (types.includes("integer") && !types.includes("number")) {
    ways.push(schemaOf({ type: "number", [internal.notMultipleOf]: [1] }));
  }
  return ways;
}

function brokenProperties(properties: ReadonlyMap<string, Schema>, of: Negate): Schema[] | undefined {
  const ways = Array.from(properties).flatMap(([name, part]): Schema[] => {
    const broken = of(part);
    if (broken === undefined || broken === false) return [];
    const properties = new Map([[name, broken]]);
    return [schemaOf({ type: "object", required: [name], properties, [internal.open]: true })];
  });
  const isKnown = ways.length > 0 || Array.from(properties.values()).every((part) => of(part) === false);
  return isKnown ? ways : undefined;
}

/** A schema of objects without a property. */
export function absent(name: string): Schema {
  return schemaOf({ type: "object", properties: new Map([[name, false]]), [internal.open]: true });
}

function schemaOf(keywords: Record<string, Json>): Schema {
  return new Map(Object.entries(keywords));
}
