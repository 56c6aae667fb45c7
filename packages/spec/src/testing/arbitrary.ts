import { Kind, type Static, type TSchema } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import fc, { type Arbitrary } from "fast-check";

/** Levels of a recursive schema below its first that are generated. */
const recursionDepth = 2;

/** A schema around the current one that can be referred to, and how often it may still be entered. */
interface Recursion {
  readonly schema: TSchema;
  readonly depth: number;
}

type Recursions = ReadonlyMap<string, Recursion>;

/**
 * Values that a schema accepts, as fast-check generates and shrinks them. They are plain JSON: encoding and parsing gives
 * an equal value. Objects have no fields beside those of their schema. Throws a TypeError for a schema of a kind or
 * format that is not known here, and for one that has no finite value.
 */
export function arbitrary<Schema extends TSchema>(schema: Schema): Arbitrary<Static<Schema>> {
  return finite(build(schema, new Map()), schema) as Arbitrary<Static<Schema>>;
}

/** `undefined` where a recursion ends: what may be left out there is left out. */
function build(schema: TSchema, recursions: Recursions): Arbitrary<unknown> | undefined {
  const kind: string = schema[Kind];
  if (kind === "This" || kind === "Ref") return recur(schema, recursions);
  const inner: Recursions =
    schema.$id === undefined || recursions.has(schema.$id)
      ? recursions
      : new Map([...recursions, [schema.$id, { schema, depth: recursionDepth }]]);
  switch (kind) {
    case "Object":
      return objects(schema, inner);
    case "Record":
      return records(schema, inner);
    case "Array":
      return arrays(schema, inner);
    case "Tuple": {
      const items: TSchema[] = schema.items ?? [];
      return fc.tuple(...items.map((item) => finite(build(item, inner), item)));
    }
    case "Union":
      return unions(schema, inner);
    case "Intersect": {
      const parts: TSchema[] = schema.allOf;
      const values = parts.map((part) => finite(build(part, inner), part) as Arbitrary<object>);
      return fc.tuple(...values).map((objectsOfParts) => Object.assign({}, ...objectsOfParts));
    }
    case "Literal":
      return fc.constant(schema.const);
    case "Null":
      return fc.constant(null);
    case "Boolean":
      return fc.boolean();
    case "Integer":
      return fc.integer({ ...integerRange, ...range(schema, 1) });
    case "Number":
      // JSON has no negative zero.
      return fc.double({ noNaN: true, noDefaultInfinity: true, ...range(schema, 0) }).map((value) => value + 0);
    case "String":
      return strings(schema);
    case "Not":
      // Of what is not something, only texts are known.
      if (schema.type !== "string") throw new TypeError("no values are known for a negation that is not of a text");
      return strings(schema).filter((value) => Value.Check(schema, value));
    case "Unknown":
    case "Any":
      return fc.json({ maxDepth: 3 }).map((text): unknown => JSON.parse(text));
    default:
      throw new TypeError(`no values are known for a schema of kind ${kind}`);
  }
}

const integerRange = { min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER };

/** Bounds of a number; `step` is what an exclusive bound of an integer is moved by. */
function range(schema: TSchema, step: number): { min?: number; max?: number; minExcluded?: true; maxExcluded?: true } {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  return {
    ...(minimum !== undefined && { min: minimum }),
    ...(maximum !== undefined && { max: maximum }),
    ...(exclusiveMinimum !== undefined && { min: exclusiveMinimum + step, ...(step === 0 && { minExcluded: true }) }),
    ...(exclusiveMaximum !== undefined && { max: exclusiveMaximum - step, ...(step === 0 && { maxExcluded: true }) }),
  };
}

/** The schema around that is referred to, one level deeper. */
function recur(schema: TSchema, recursions: Recursions): Arbitrary<unknown> | undefined {
  const reference: string = schema.$ref;
  const target = recursions.get(reference);
  if (target === undefined) throw new TypeError(`schema ${reference} is not around its reference`);
  const depth = target.depth - 1;
  if (depth < 0) return undefined;
  return build(target.schema, new Map([...recursions, [reference, { ...target, depth }]]));
}

function objects(schema: TSchema, recursions: Recursions): Arbitrary<unknown> | undefined {
  const required: readonly string[] = schema.required ?? [];
  const fields: Record<string, Arbitrary<unknown>> = {};
  for (const [name, property] of Object.entries<TSchema>(schema.properties)) {
    const values = build(property, recursions);
    if (values !== undefined) fields[name] = values;
    else if (required.includes(name)) return undefined;
  }
  return fc.record(fields, { requiredKeys: [...required], noNullPrototype: true });
}

function records(schema: TSchema, recursions: Recursions): Arbitrary<unknown> {
  const [[pattern, value]] = Object.entries<TSchema>(schema.patternProperties) as [[string, TSchema]];
  const keys = pattern === anyKey ? fc.string() : fc.stringMatching(new RegExp(pattern));
  const values = build(value, recursions);
  return values === undefined ? fc.constant({}) : fc.dictionary(keys, values, { maxKeys: 4, noNullPrototype: true });
}

/** What TypeBox writes for a record with keys of any form. */
const anyKey = "^(.*)$";

function arrays(schema: TSchema, recursions: Recursions): Arbitrary<unknown> | undefined {
  const minLength: number = schema.minItems ?? 0;
  const maxLength: number = schema.maxItems ?? minLength + 4;
  const items = build(schema.items, recursions);
  if (items === undefined) return minLength === 0 ? fc.constant([]) : undefined;
  if (schema.uniqueItems !== true) return fc.array(items, { minLength, maxLength });
  return fc.uniqueArray(items, { minLength, maxLength, selector: (item) => JSON.stringify(item) });
}

function unions(schema: TSchema, recursions: Recursions): Arbitrary<unknown> | undefined {
  const members: TSchema[] = schema.anyOf;
  const values = members.map((member) => build(member, recursions)).filter((each) => each !== undefined);
  return values.length === 0 ? undefined : fc.oneof(...values);
}

function strings(schema: TSchema): Arbitrary<string> {
  if (schema.pattern !== undefined) return fc.stringMatching(new RegExp(schema.pattern));
  if (schema.contentEncoding === "base64") return fc.base64String();
  const { minLength = 0, maxLength } = schema;
  switch (schema.format) {
    case undefined:
      if (minLength > 0 || maxLength !== undefined) return fc.string({ minLength, maxLength });
      // Never half a surrogate pair: UTF-8 can't carry it.
      return fc.oneof({ weight: 3, arbitrary: fc.string() }, fc.string({ unit: "binary" }));
    case "date-time":
      return timestamps;
    case "uuid":
      return fc.uuid();
    case "uri":
      return fc.webUrl();
    default:
      throw new TypeError(`no values are known for a string of format ${schema.format}`);
  }
}

/** Times as RFC 3339 writes them: up to nine digits of a second, in UTC or with an offset. */
const timestamps = fc
  .tuple(
    fc.date({ min: new Date("0001-01-01T00:00:00Z"), max: new Date("9999-12-31T23:59:59Z"), noInvalidDate: true }),
    fc.stringMatching(/^(\.\d{0,8}[1-9])?$/),
    fc.oneof(fc.constant("Z"), fc.stringMatching(/^[+-](0\d|1[0-3]):[0-5]\d$/)),
  )
  .map(([date, fraction, zone]) => date.toISOString().slice(0, 19) + fraction + zone);

function finite(values: Arbitrary<unknown> | undefined, schema: TSchema): Arbitrary<unknown> {
  if (values === undefined) throw new TypeError(`schema ${schema.$id ?? schema.title ?? ""} has no finite value`);
  return values;
}
