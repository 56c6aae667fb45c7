import { describe, expect, test } from "bun:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import fc from "fast-check";
import { compileSchema } from "./compile-schema.ts";
import { accepts, byteSets, randomNumbers, write } from "./testing.ts";

const ajv = new Ajv2020({ strict: false, multipleOfPrecision: 5, logger: false, validateSchema: false });
addFormats.default(ajv as never);

const length = fc.nat(12);
const bound = fc.oneof(
  fc.integer({ min: -40, max: 40 }),
  fc.integer({ min: -400, max: 400 }).map((n) => n / 10),
);
const texts = ["", "a", "ab", "abc", "red", "x1", "2024-01-31", "10.0.0.1", "é", "aaaa", "12", "a b"];
const numbers = [-40, -3, -0.5, 0, 0.5, 1, 2, 3, 5, 6, 10, 12, 15, 20, 25, 1.25, 2.5, 100];
const patterns = [
  "^[a-z]{2,5}$",
  "\\d",
  "^\\S+$",
  "a",
  "^[^x]*$",
  "^(?!red)",
  "^(?=.*\\d).{2,9}$",
  "b$",
  "^\\p{L}*$",
  ".+",
];
const formats = ["date", "time", "uuid", "email", "ipv4", "hostname", "duration"];
const steps = fc.constantFrom(1, 2, 5, 7, 10, 0.5, 0.25, 0.1, 1.5);

/** The keywords of one value, with values that they may have. */
const keywords: Record<string, fc.Arbitrary<unknown>> = {
  pattern: fc.constantFrom(...patterns),
  format: fc.constantFrom(...formats),
  minLength: length,
  maxLength: length,
  minimum: bound,
  maximum: bound,
  multipleOf: steps,
  enum: fc.uniqueArray(fc.constantFrom<unknown>(...texts, ...numbers, true, null), { minLength: 1, maxLength: 8 }),
  const: fc.constantFrom<unknown>(...texts, ...numbers, false),
  not: fc.oneof(
    fc.constantFrom(...texts, ...numbers).map((value) => ({ const: value })),
    fc.uniqueArray(fc.constantFrom<unknown>(...texts, ...numbers), { minLength: 1 }).map((list) => ({ enum: list })),
    fc.constantFrom(...patterns).map((pattern) => ({ pattern })),
    length.map((minLength) => ({ minLength })),
    length.map((maxLength) => ({ type: "string", maxLength })),
    bound.map((minimum) => ({ minimum })),
    bound.map((maximum) => ({ type: "number", maximum })),
    steps.map((multipleOf) => ({ multipleOf })),
    fc.constantFrom({ type: "integer" }, { type: "boolean" }, { anyOf: [{ const: "a" }, { minimum: 10 }] }),
  ),
};
const type = fc.constantFrom("string", "number", "integer");
/** Values of which a schema that allows nothing allows none. */
const candidates = [...texts, ...numbers, "b1", "abcdefghij", "zz", 7, 14, -7, 33, 0.25, true, false, null];

type Schema = Record<string, unknown>;

/** Some keywords of one value, all beside each other or each in a part of `allOf`. */
const conjunction = fc
  .tuple(
    type,
    fc.array(
      fc
        .constantFrom(...Object.keys(keywords))
        .chain((keyword) => keywords[keyword]!.map((value) => ({ [keyword]: value }))),
      { minLength: 2, maxLength: 4 },
    ),
    fc.boolean(),
  )
  .map(
    ([of, parts, isSplit]): Schema => (isSplit ? { type: of, allOf: parts } : Object.assign({ type: of }, ...parts)),
  );

/** Writes a value: it is valid, and nothing was left to chance. False if there is none. */
function check(schema: Schema, seed: number, isHeld: (unenforced: readonly string[]) => boolean): boolean {
  const validate = ajv.compile(schema);
  try {
    let compiled: ReturnType<typeof compileSchema>;
    try {
      compiled = compileSchema(JSON.stringify(schema));
    } catch (error) {
      expect((error as Error).message).toBe("the schema allows no value");
      expect(candidates.filter((value) => validate(value))).toEqual([]);
      return false;
    }
    expect([schema, isHeld(compiled.unenforced), compiled.unenforced]).toEqual([schema, true, compiled.unenforced]);
    const { text, isComplete } = write(compiled, byteSets, randomNumbers(seed), 400);
    const isValid = !isComplete || validate(JSON.parse(text));
    const broken = validate.errors?.map(({ keyword }) => keyword) ?? [];
    const isTold = broken.every((keyword) => compiled.unenforced.includes(keyword));
    if (!isValid && !isTold) throw new Error(`${text}: ${JSON.stringify(validate.errors)}`);
    return isComplete;
  } finally {
    ajv.removeSchema(schema);
  }
}

/** What a format's pattern takes may not go with other rules though some of its texts do: then it is named. */
const isHeldButFormats = (unenforced: readonly string[]) => unenforced.every((keyword) => keyword === "format");

describe("every pair of keywords on one value", () => {
  const names = Object.keys(keywords);
  test.each(names.flatMap((a, index) => names.slice(index).map((b) => [a, b] as const)))("%s and %s", (a, b) => {
    fc.assert(
      fc.property(type, keywords[a]!, keywords[b]!, fc.integer(), (of, first, second, seed) => {
        const isOfTwo = a === b;
        const schema = isOfTwo
          ? { type: of, [a]: first, allOf: [{ [b]: second }] }
          : { type: of, [a]: first, [b]: second };
        check(schema, seed, isHeldButFormats);
      }),
      { numRuns: 15, includeErrorInReport: true },
    );
  });
});

test("two to four keywords on one value, beside each other or in allOf", () => {
  let written = 0;
  fc.assert(
    fc.property(conjunction, fc.integer(), (schema, seed) => {
      if (check(schema, seed, isHeldButFormats)) written++;
    }),
    { numRuns: 600 },
  );
  expect(written).toBeGreaterThan(100);
});

test("patterns beside a length, as clients have sent them", () => {
  const sources = ["\\S", "abc", "^ab", "yz$", ".*", "^(?!\\s*$).+", "^(?=.*\\d).{4,8}$", "^(?:red|green)$"];
  for (const pattern of [...sources, "^(?<y>\\d{4})$", "^\\p{L}{3}$", "^[A-Z]{2}\\u002D[0-9]$", ""]) {
    const items = { type: "string", pattern, maxLength: 20 };
    const compiled = compileSchema(JSON.stringify({ type: "array", minItems: 1, maxItems: 1, items }));
    expect([pattern, compiled.unenforced]).toEqual([pattern, []]);
    for (let seed = 0; seed < 20; seed++) {
      const { text } = write(compiled, byteSets, randomNumbers(seed), 400);
      const [value] = JSON.parse(text);
      expect([value, new RegExp(pattern, "u").test(value), [...value].length <= 20]).toEqual([value, true, true]);
    }
  }
  // No regular expression of ECMA-262.
  expect(compileSchema('{"pattern":"(?i)^abc$","maxLength":20}').unenforced).toEqual(["pattern"]);
});

test("items that differ", () => {
  const item = fc.oneof(
    fc
      .uniqueArray(fc.constantFrom<unknown>(...texts, ...numbers, true, null), { minLength: 1 })
      .map((list) => ({ enum: list })),
    conjunction,
    fc.constantFrom<Schema>(
      { type: "string" },
      { type: "string", maxLength: 1 },
      { type: "integer", minimum: 0, maximum: 3 },
      { type: "number", minimum: 0, maximum: 1 },
      { type: "boolean" },
      { type: ["string", "null"], pattern: "^[ab]?$" },
      { anyOf: [{ type: "boolean" }, { const: "a" }, { enum: ["a", "b"] }] },
    ),
  );
  let written = 0;
  fc.assert(
    fc.property(item, fc.nat(4), fc.nat(4), fc.integer(), (items, min, more, seed) => {
      const schema = { type: "array", uniqueItems: true, minItems: min, maxItems: min + more, items };
      const validate = ajv.compile(schema);
      let compiled: ReturnType<typeof compileSchema>;
      try {
        compiled = compileSchema(JSON.stringify(schema));
      } catch (error) {
        expect((error as Error).message).toBe("the schema allows no value");
        return;
      }
      const { text, isComplete } = write(compiled, byteSets, randomNumbers(seed), 600);
      if (!isComplete || compiled.unenforced.length > 0) return;
      written++;
      if (!validate(JSON.parse(text))) throw new Error(`${text}: ${JSON.stringify(validate.errors)}`);
      ajv.removeSchema(schema);
    }),
    { numRuns: 300 },
  );
  expect(written).toBeGreaterThan(120);
});

test("properties that ask for others, and conditions", () => {
  const name = fc.constantFrom("a", "b", "c", "d");
  const value = fc.constantFrom<Schema>(
    { type: "boolean" },
    { enum: [1, 2] },
    { type: "integer", minimum: 0, maximum: 9 },
  );
  const rule = fc.oneof(
    fc
      .dictionary(name, fc.uniqueArray(name, { maxLength: 2 }), { maxKeys: 3 })
      .map((dependentRequired) => ({ dependentRequired })),
    fc.tuple(name, name).map(([a, b]) => ({ dependentSchemas: { [a]: { required: [b] } } })),
    fc.tuple(name, name, name).map(([a, b, c]) => {
      const consequences = [
        ["then", { required: [b] }],
        ["else", { required: [c] }],
      ];
      return { if: { properties: { [a]: { const: 1 } }, required: [a] }, ...Object.fromEntries(consequences) };
    }),
    fc.uniqueArray(name, { minLength: 1, maxLength: 2 }).map((required) => ({ not: { required } })),
    name.map((a) => ({ not: { properties: { [a]: { const: true } } } })),
    fc
      .uniqueArray(name, { minLength: 2, maxLength: 2 })
      .map((names) => ({ oneOf: names.map((each) => ({ required: [each] })) })),
  );
  const object = fc
    .tuple(
      fc.dictionary(name, value, { maxKeys: 4 }),
      fc.uniqueArray(name, { maxLength: 1 }),
      rule,
      fc.constantFrom({}, {}, { additionalProperties: false }, { additionalProperties: { type: "null" } }),
    )
    .map(
      ([properties, required, more, others]): Schema => ({ type: "object", properties, required, ...others, ...more }),
    );
  let written = 0;
  fc.assert(
    fc.property(object, fc.integer(), (schema, seed) => {
      const validate = ajv.compile(schema);
      let compiled: ReturnType<typeof compileSchema>;
      try {
        compiled = compileSchema(JSON.stringify(schema));
      } catch (error) {
        expect((error as Error).message).toBe("the schema allows no value");
        return;
      }
      expect(compiled.unenforced.filter((keyword) => keyword !== "oneOf")).toEqual([]);
      const { text, isComplete } = write(compiled, byteSets, randomNumbers(seed), 400);
      if (!isComplete || compiled.unenforced.length > 0) return;
      written++;
      if (!validate(JSON.parse(text))) throw new Error(`${text}: ${JSON.stringify(validate.errors)}`);
      ajv.removeSchema(schema);
    }),
    { numRuns: 400 },
  );
  expect(written).toBeGreaterThan(120);
});

test("an open object stays open beside a rule", () => {
  for (const rule of [{ dependentRequired: { a: ["b"] } }, { not: { required: ["a", "b"] } }]) {
    expect([rule, accepts({ type: "object", ...rule }, '{"x":1}')]).toEqual([rule, true]);
  }
  expect(accepts({ type: "object", dependentRequired: { a: ["b"] } }, '{"a":1}')).toBe(false);
  expect(accepts({ type: "object", properties: { a: {} }, not: { required: ["b"] } }, '{"x":1}')).toBe(false);
});
