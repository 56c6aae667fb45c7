import { isMultipleOf } from "./decimal.ts";
import { formatPattern, necessaryPattern, uncheckedFormats } from "./formats.ts";
import { allValues, internal } from "./internal-keywords.ts";
import { isObject, type Json, type JsonObject, stringifyOrdered } from "./ordered-json.ts";
import { parsePattern } from "./pattern.ts";
import { flattened, tupleOf } from "./schema-intersection.ts";
import type { Schema } from "./schema-reading.ts";
import * as read from "./schema-reading.ts";
import type { References } from "./schema-references.ts";
import { matches } from "./text-values.ts";

/** Whether a value is valid, or the keyword that nothing here can decide. */
export type Verdict = boolean | { readonly undecided: string };

const mostDepth = 60;

/** Checks a known value, such as an element of `enum`, against a schema. */
export function evaluate(schema: Schema, value: Json, references: References, depth = 0): Verdict {
  if (typeof schema === "boolean") return schema;
  if (depth > mostDepth) return { undecided: "$ref" };
  const flat = flattened(schema, references);
  if (typeof flat === "boolean") return flat;
  const check = (part: Schema, of: Json) => evaluate(part, of, references, depth + 1);
  return all(Array.from(flat.keys()), (keyword) => {
    return all(allValues(flat, keyword), (each) => holds(keyword, each, flat, value, check));
  });
}

type Check = (schema: Schema, value: Json) => Verdict;

function holds(keyword: string, rule: Json, schema: JsonObject, value: Json, check: Check): Verdict {
  switch (keyword) {
    case "type":
      return read.readTypes(schema)!.some((type) => read.hasType(value, type));
    case "const":
      return equal(rule, value);
    case "enum":
      return Array.isArray(rule) && rule.some((each) => equal(each, value));
    case internal.excluded:
      return !(rule as readonly Json[]).some((each) => equal(each, value));
    case "not":
      return opposite(check(read.asSchema(rule, keyword), value));
    case "anyOf":
      return some(read.readSchemas(schema, keyword)!, (part) => check(part, value));
    case "oneOf": {
      const verdicts = read.readSchemas(schema, keyword)!.map((part) => check(part, value));
      const undecided = verdicts.find((verdict) => typeof verdict === "object");
      return undecided ?? verdicts.filter((verdict) => verdict === true).length === 1;
    }
    case "if": {
      // Where several hold, the further ones bring what goes with them.
      const own = rule === schema.get(keyword) ? schema : (rule as JsonObject);
      const verdict = check(read.asSchema(own.get(keyword)!, keyword), value);
      if (typeof verdict === "object") return verdict;
      return check(read.asSchema(own.get(verdict ? "then" : "else") ?? true, keyword), value);
    }
    case "contentEncoding":
    case "contentMediaType":
    case "unevaluatedItems":
    case "unevaluatedProperties":
    case "dependencies":
      return { undecided: keyword };
    default:
      if (typeof value === "string") return holdsForText(keyword, rule, value);
      if (typeof value === "number") return holdsForNumber(keyword, rule, schema, value);
      if (Array.isArray(value)) return holdsForArray(keyword, rule, schema, value, check);
      return isObject(value) ? holdsForObject(keyword, rule, schema, value, check) : true;
  }
}

function holdsForText(keyword: string, rule: Json, value: string): Verdict {
  switch (keyword) {
    case "minLength":
      return [...value].length >= (rule as number);
    case "maxLength":
      return [...value].length <= (rule as number);
    case "pattern": {
      const pattern = typeof rule === "string" ? parsePattern(rule) : undefined;
      return pattern?.isExact ? (matches(pattern.text, value) ?? { undecided: keyword }) : { undecided: keyword };
    }
    case internal.notPattern:
      return all(rule as readonly string[], (each) => opposite(holdsForText("pattern", each, value)));
    case "format": {
      const pattern = formatPattern(rule as string);
      if (!pattern) return uncheckedFormats.has(rule as string) ? { undecided: keyword } : true;
      // Between what all texts of a format have in common and those that are known for sure nothing is said.
      const necessary = necessaryPattern(rule as string);
      if (necessary && matches(necessary.text, value) === false) return false;
      return matches(pattern.text, value) || { undecided: keyword };
    }
    default:
      return true;
  }
}

function holdsForNumber(keyword: string, rule: Json, schema: JsonObject, value: number): Verdict {
  const { min, max, above, below } = read.readBounds(schema);
  switch (keyword) {
    case "minimum":
    case "exclusiveMinimum":
      return !(value < (min ?? value)) && (above === undefined || value > above);
    case "maximum":
    case "exclusiveMaximum":
      return !(value > (max ?? value)) && (below === undefined || value < below);
    case "multipleOf":
      return typeof rule === "number" && isMultipleOf(value, rule);
    case internal.notMultipleOf:
      return !(rule as readonly number[]).some((step) => isMultipleOf(value, step));
    default:
      return true;
  }
}

function holdsForArray(keyword: string, rule: Json, schema: JsonObject, value: readonly Json[], check: Check): Verdict {
  switch (keyword) {
    case "minItems":
      return value.length >= (rule as number);
    case "maxItems":
      return value.length <= (rule as number);
    case "uniqueItems":
      return rule !== true || new Set(value.map(canonicalText)).size === value.length;
    case "contains":
      return schema.has("minContains") || schema.has("maxContains")
        ? { undecided: keyword }
        : some(value, (item) => check(read.asSchema(rule, keyword), item));
    case "prefixItems":
    case "items":
    case "additionalItems": {
      const { prefix, rest = true } = tupleOf(schema);
      return all(Array.from(value.entries()), ([index, item]) => check(prefix[index] ?? rest, item));
    }
    default:
      return true;
  }
}

function holdsForObject(keyword: string, rule: Json, schema: JsonObject, value: JsonObject, check: Check): Verdict {
  switch (keyword) {
    case "required":
      return !Array.isArray(rule) || rule.every((name) => value.has(name));
    case "minProperties":
      return value.size >= (rule as number);
    case "maxProperties":
      return value.size <= (rule as number);
    case "properties":
      return all(Array.from(read.readSchemaMap(schema, keyword)!), ([name, part]) => {
        return value.has(name) ? check(part, value.get(name)!) : true;
      });
    case "additionalProperties":
    case "patternProperties":
      return all(Array.from(value), ([name, member]) => checkOther(schema, name, member, check));
    case "propertyNames":
      return all(Array.from(value.keys()), (name) => check(read.asSchema(rule, keyword), name));
    case "dependentRequired":
      return Array.from(read.readDependents(schema)).every(([name, needed]) => {
        return !value.has(name) || needed.every((each) => value.has(each));
      });
    case "dependentSchemas":
      return all(Array.from(read.readSchemaMap(schema, keyword)!), ([name, part]) => {
        return value.has(name) ? check(part, value) : true;
      });
    default:
      return true;
  }
}

/** Checks a property by the patterns that its name matches, or else as an additional one. */
function checkOther(schema: JsonObject, name: string, member: Json, check: Check): Verdict {
  const patterns = Array.from(read.readSchemaMap(schema, "patternProperties") ?? []);
  let isKnown = read.readSchemaMap(schema, "properties")?.has(name) ?? false;
  return all([...patterns, undefined], (entry) => {
    if (entry === undefined) {
      return (
        isKnown || check(read.asSchema(schema.get("additionalProperties") ?? true, "additionalProperties"), member)
      );
    }
    const [source, part] = entry;
    const verdict = holdsForText("pattern", source, name);
    if (typeof verdict === "object") return { undecided: "patternProperties" };
    if (verdict) isKnown = true;
    return verdict ? check(part, member) : true;
  });
}

/** A violation decides, whatever is not known. */
function all<Each>(each: readonly Each[], check: (value: Each) => Verdict): Verdict {
  let result: Verdict = true;
  for (const value of each) {
    const verdict = check(value);
    if (verdict === false) return false;
    if (verdict !== true && result === true) result = verdict;
  }
  return result;
}

function some<Each>(each: readonly Each[], check: (value: Each) => Verdict): Verdict {
  return opposite(all(each, (value) => opposite(check(value))));
}

const opposite = (verdict: Verdict): Verdict => (typeof verdict === "boolean" ? !verdict : verdict);

const equal = (a: Json, b: Json) => canonicalText(a) === canonicalText(b);

/** The same text for equal values, whatever the order of their keys. */
export function canonicalText(value: Json): string {
  if (isObject(value)) {
    return `{${Array.from(value, ([key, member]) => `${JSON.stringify(key)}:${canonicalText(member)}`)
      .sort()
      .join()}}`;
  }
  return Array.isArray(value) ? `[${value.map(canonicalText).join()}]` : stringifyOrdered(value);
}
