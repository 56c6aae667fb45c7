import { describe, expect, test } from "bun:test";
import { compileSchema } from "./compile-schema.ts";
import { GrammarError } from "./errors.ts";
import { accepts } from "./testing.ts";

const object = (properties: object, required: string[] = [], more: object = {}) => ({
  type: "object",
  properties,
  required,
  ...more,
});

/** A schema, what it lets through, what it does not, and the keywords that it leaves to a check afterwards. */
const table: [keyword: string, schema: object | boolean, yes: unknown[], no: unknown[], unenforced?: string[]][] = [
  ["type", { type: "integer" }, ["0", "-7", "123"], ["01", "1.5", '"1"', "", "1e3"]],
  ["type, several", { type: ["string", "null"] }, ['"a"', "null"], ["1", "{}"]],
  ["nothing said", {}, ["1", '"a"', "[]", '{"a":[1,{}]}', "true"], ["", "nul", "[1,]", "{a:1}"]],
  ["true", true, ["null", "[true]"], ["x"]],
  ["enum", { enum: ["a", 1, null, { b: [2] }] }, ['"a"', "1", "null", '{"b":[2]}'], ['"b"', "2", '"']],
  ["enum and type", { enum: ["a", 1], type: "string" }, ['"a"'], ["1"]],
  ["const", { const: "é\n" }, ['"é\\n"'], ['"e"']],
  ["const and enum", { const: 2, enum: [1, 2] }, ["2"], ["1"]],
  ["minLength", { type: "string", minLength: 2 }, ['"ab"', '"😀é"', '"\\n\\u00e9"'], ['"a"', '""']],
  ["maxLength", { type: "string", maxLength: 2 }, ['""', '"😀é"', '"\\ud83d\\ude00b"'], ['"abc"', '"a']],
  ["string", { type: "string" }, ['"\\u00e9"', '"/\\/"'], ['"\\ud83d"', '"\\x"', '"\n"', "'a'"]],
  ["pattern", { type: "string", pattern: "^a+b?$" }, ['"a"', '"aab"'], ['"b"', '"abc"']],
  ["pattern, anywhere", { type: "string", pattern: "[0-9]" }, ['"x1y"', '"\\"7"'], ['"x"']],
  ["pattern, escaped", { type: "string", pattern: '^["\\\\\\n]$' }, ['"\\""', '"\\\\"', '"\\n"'], ['"n"']],
  ["pattern, look-ahead", { type: "string", pattern: "^(?!x)[a-z]{2}$" }, ['"ab"'], ['"a"', '"xy"']],
  ["pattern, look-behind", { type: "string", pattern: "^[a-z]{2}(?<!x)$" }, ['"ab"', '"xx"'], ['"a"'], ["pattern"]],
  ["pattern, back-reference", { type: "string", pattern: "^(a)\\1$" }, ['"aa"', '"b"'], ["1"], ["pattern"]],
  ["pattern and length", { pattern: "^a*$", minLength: 1, maxLength: 2 }, ['"aa"'], ['"b"', '"aaa"', '""']],
  [
    "pattern and a length that it can't have",
    { anyOf: [{ pattern: "^(ab)*$", minLength: 3, maxLength: 3 }, {}] },
    ["1"],
    [],
  ],
  ["pattern and format", { pattern: "^2", format: "date" }, ['"2024-02-28"'], ['"1999-02-28"', '"2"']],
  [
    "pattern and a rare text of a format",
    { pattern: "02-29$", format: "date" },
    ['"2024-02-29"'],
    ['"x02-29"'],
    ["format"],
  ],
  ["enum and maxLength", { enum: ["a", "abc", 5], maxLength: 2 }, ['"a"', "5"], ['"abc"']],
  ["enum and minimum", { enum: [1, 2, 3], minimum: 2 }, ["2"], ["1"]],
  ["format", { type: "string", format: "date" }, ['"2024-02-28"'], ['"2024-02-30"', '"24-1-1"']],
  ["format, unknown", { type: "string", format: "password" }, ['"x"'], ["1"]],
  ["format, unchecked", { type: "string", format: "json-pointer" }, ['"x"'], ["1"], ["format"]],
  ["minimum", { type: "integer", minimum: 5 }, ["5", "10", "999999"], ["4", "-5", "0"]],
  ["maximum", { type: "integer", maximum: -3 }, ["-3", "-10"], ["-2", "3", "0"]],
  ["exclusiveMinimum", { type: "integer", exclusiveMinimum: 5 }, ["6"], ["5"]],
  ["exclusiveMinimum, draft 4", { type: "integer", minimum: 5, exclusiveMinimum: true }, ["6"], ["5"]],
  ["range of numbers", { type: "number", minimum: 0, maximum: 1 }, ["0", "0.25", "1", "1.0"], ["1.01", "2", "-1"]],
  ["exclusive range", { type: "number", exclusiveMinimum: 0, exclusiveMaximum: 1 }, ["0.5"], ["0", "0.0", "1", "-0"]],
  ["multipleOf", { type: "number", multipleOf: 0.01 }, ["1.25", "3"], ["1.255"]],
  ["multipleOf, whole", { type: "integer", multipleOf: 5 }, ["10", "0", "-15"], ["1.5", "11", "501"]],
  ["multipleOf, several", { type: "integer", allOf: [{ multipleOf: 4 }, { multipleOf: 6 }] }, ["12", "24"], ["4", "6"]],
  ["multipleOf and bounds", { multipleOf: 2.5, minimum: 1, maximum: 9 }, ["2.5", "5"], ["0", "2.6", "10"]],
  ["multipleOf, large", { multipleOf: 7919, minimum: 0, maximum: 20000 }, ["0", "7919", "15838"], ["7920", "1"]],
  ["properties in order", object({ b: {}, a: {} }), ['{"b":1,"a":2}', '{"a":2}', "{}"], ['{"a":1,"b":2}', '{"c":1}']],
  ["required", object({ a: {}, b: {} }, ["b"]), ['{"b":1}', '{"a":1,"b":2}'], ["{}", '{"a":1}']],
  ["required, undeclared", { type: "object", required: ["a"] }, ['{"a":1}', '{"a":1,"b":2}'], ["{}"]],
  [
    "additionalProperties",
    object({ ab: {} }, ["ab"], { additionalProperties: { type: "null" } }),
    ['{"ab":1}', '{"ab":1,"a":null,"abc":null,"":null}'],
    ['{"ab":1,"ab":null}', '{"ab":1,"c":2}'],
  ],
  ["additionalProperties false", object({ a: {} }, [], { additionalProperties: false }), ["{}"], ['{"b":1}']],
  ["a map", { type: "object", additionalProperties: { type: "integer" } }, ['{"x":1,"y":2}'], ['{"x":"1"}']],
  [
    "patternProperties",
    { patternProperties: { "^x": { type: "null" } } },
    ['{"x":null,"xy":null}'],
    ['{"a":null}', '{"x":1}'],
  ],
  ["propertyNames", { propertyNames: { pattern: "^[a-z]$" } }, ['{"a":1}'], ['{"A":1}']],
  ["minProperties", object({ a: {}, b: {}, c: {} }, [], { minProperties: 2 }), ['{"a":1,"c":1}'], ["{}", '{"c":1}']],
  ["maxProperties", object({ a: {}, b: {} }, ["b"], { maxProperties: 1 }), ['{"b":1}'], ['{"a":1,"b":1}']],
  ["items", { type: "array", items: { type: "boolean" } }, ["[]", "[true,false]"], ["[1]"]],
  ["minItems, maxItems", { items: {}, minItems: 1, maxItems: 2 }, ["[1]", "[1,2]"], ["[]", "[1,2,3]"]],
  ["prefixItems", { prefixItems: [{ const: 1 }, { const: "a" }] }, ['[1,"a"]'], ["[]", '["a",1]', '[1,"a",2]']],
  ["items as a tuple", { items: [{ const: 1 }], additionalItems: { const: 2 } }, ["[1]", "[1,2,2]"], ["[2]"]],
  ["uniqueItems", { items: { enum: ["a", 1] }, uniqueItems: true }, ["[]", '["a",1]', '[1,"a"]'], ["[1,1]"]],
  [
    "uniqueItems, texts",
    { items: { type: "string" }, uniqueItems: true },
    ['["a","ab"]'],
    ['["a","a"]', '["a","b","a"]'],
  ],
  [
    "uniqueItems, numbers",
    { items: { type: "number" }, uniqueItems: true },
    ["[1,1.5,2]"],
    ["[1,1.0]", "[1,1]", "[0,-0]"],
  ],
  ["uniqueItems, objects", { type: "array", uniqueItems: true }, ["[1,1]"], ["{}"], ["uniqueItems"]],
  ["uniqueItems, too few", { anyOf: [{ items: { type: "boolean" }, uniqueItems: true, minItems: 3 }, {}] }, ["1"], []],
  ["contains", { type: "array", contains: { const: 1 } }, ["[2]"], ["{}"], ["contains"]],
  ["anyOf", { anyOf: [{ type: "integer" }, { const: "a" }] }, ["1", '"a"'], ['"b"', "1.5"]],
  [
    "anyOf beside properties",
    { ...object({ a: {}, b: {} }), anyOf: [{ required: ["a"] }, { required: ["b"] }] },
    ['{"a":1}'],
    ["{}"],
  ],
  ["oneOf", { oneOf: [{ const: 1 }, { const: 2 }] }, ["1", "2"], ["3"]],
  ["oneOf, overlapping", { oneOf: [{ minimum: 1 }, { maximum: 2 }] }, ["1"], ['"a"'], ["oneOf"]],
  [
    "allOf",
    { allOf: [object({ a: { type: "integer" } }, ["a"]), object({ b: {} }, ["b"])] },
    ['{"a":1,"b":2}'],
    ['{"a":1}'],
  ],
  ["allOf of bounds", { type: "integer", allOf: [{ minimum: 3 }, { maximum: 4 }] }, ["3", "4"], ["2", "5"]],
  ["allOf of patterns", { allOf: [{ pattern: "^a" }, { pattern: "b$" }] }, ['"ab"', '"acb"'], ['"b"', '"ac"']],
  [
    "allOf of a tuple and items",
    { allOf: [{ prefixItems: [{}, {}] }, { items: { type: "integer" } }] },
    ["[1,2]"],
    ['["a",2]', '[1,"a"]'],
  ],
  [
    "allOf of properties and others",
    { allOf: [object({ a: {} }, ["a"]), { additionalProperties: { type: "integer" } }] },
    ['{"a":1}'],
    ['{"a":"x"}'],
  ],
  ["not", { type: "integer", not: { const: 3 } }, ["33", "4"], ['"a"', "3"]],
  ["not, a pattern", { type: "string", not: { pattern: "a" } }, ['"b"', '""'], ['"a"', '"bab"']],
  ["not, a type", { not: { type: ["string", "object"] } }, ["1", "[]", "null"], ['"a"', "{}"]],
  ["not, integers", { type: "number", not: { type: "integer" } }, ["1.5"], ["1", "1.0"]],
  ["not, unknown", { type: "array", not: { contains: { const: 1 } } }, ["[1]"], ["1"], ["not"]],
  ["not, an object", { type: "object", not: { const: { a: 1 } } }, ['{"a":1}'], ["1"], ["not"]],
  ["if, else", { type: "integer", if: { minimum: 3 }, else: { const: 1 } }, ["1", "5"], ['"a"', "2"]],
  ["if that can't be denied", { type: "array", if: { contains: {} }, else: { maxItems: 1 } }, ["[1,2]"], ["1"], ["if"]],
  [
    "dependentRequired",
    { ...object({ a: {} }), dependentRequired: { a: ["b"] } },
    ['{"a":1,"b":1}', "{}"],
    ['{"a":1}'],
  ],
  [
    "dependentSchemas",
    { ...object({ a: {}, b: {} }), dependentSchemas: { a: { properties: { b: { const: 1 } } } } },
    ['{"a":1,"b":1}', '{"b":2}'],
    ['{"a":1,"b":2}'],
  ],
  ["$ref", { $defs: { a: { const: 1 } }, type: "array", items: { $ref: "#/$defs/a" } }, ["[1,1]"], ["[2]"]],
  ["$ref with siblings", { $defs: { a: { type: "integer" } }, $ref: "#/$defs/a", minimum: 4 }, ["4"], ["3"]],
  ["$ref to the root", object({ next: { $ref: "#" } }), ["{}", '{"next":{"next":{}}}'], ['{"next":1}']],
  ["$ref, escaped", { definitions: { "a/b c": { const: 1 } }, $ref: "#/definitions/a~1b%20c" }, ["1"], ["2"]],
  ["$ref to an anchor", { $defs: { a: { $anchor: "x", const: 1 } }, $ref: "#x" }, ["1"], ["2"]],
  ["nullable", { type: "integer", nullable: true }, ["1", "null"], ['"a"']],
];

describe("keywords", () => {
  test.each(table)("%s", (_, schema, yes, no, unenforced = []) => {
    const compiled = compileSchema(JSON.stringify(schema));
    for (const value of yes) expect([value, accepts(compiled, value as string)]).toEqual([value, true]);
    for (const value of no) expect([value, accepts(compiled, value as string)]).toEqual([value, false]);
    expect(compiled.unenforced).toEqual(unenforced);
  });
});

test("numeric names keep the order of the schema", () => {
  const schema = compileSchema('{"type":"object","properties":{"2":{},"b":{},"1":{}}}');
  expect(accepts(schema, '{"2":0,"b":0,"1":0}')).toBe(true);
  expect(accepts(schema, '{"1":0,"2":0}')).toBe(false);
});

test("white space is that of compact or indented JSON, and never more", () => {
  const schema = { type: "object", properties: { a: { type: "array" }, b: {} } };
  expect(accepts(schema, '{\n  "a": [\n    1,\n    2\n  ],\n  "b": {}\n}')).toBe(true);
  expect(accepts(schema, '{ "a": [1, 2], "b" : {} }')).toBe(true);
  for (const text of [
    "{  }",
    "{\n\n}",
    '{"a"  :[]}',
    '{"a"\n:[]}',
    " {}",
    "{} ",
    '{"a":\n1}',
    `{\n${" ".repeat(21)}}`,
  ]) {
    expect([text, accepts(schema, text)]).toEqual([text, false]);
  }
});

describe("schemas that can't be used are refused in words", () => {
  const deep = (levels: number): object => (levels === 0 ? {} : { items: deep(levels - 1) });
  test.each<[object | boolean, string]>([
    [false, "the schema allows no value"],
    [{ type: "object", properties: { a: false }, required: ["a"] }, "the schema allows no value"],
    [{ type: "integer", minimum: 5, maximum: 4 }, "the schema allows no value"],
    [{ type: "object", properties: { a: { $ref: "#" } }, required: ["a"] }, "the schema allows no value"],
    [{ $ref: "#" }, "the schema allows no value"],
    [{ enum: [] }, "the schema allows no value"],
    [{ type: "text" }, '"type" of the schema has the unknown value "text"'],
    [{ $ref: "#/$defs/a" }, '"$ref" of the schema names "#/$defs/a", which is not in it'],
    [{ $ref: "https://example.com/a" }, '"$ref" of the schema names "https://example.com/a", which is not in it'],
    [{ anyOf: {} }, '"anyOf" of the schema must be an array'],
    [{ properties: [] }, '"properties" of the schema must be an object'],
    [{ properties: { a: 1 } }, '"properties" of the schema must hold schemas, which are objects or booleans'],
    [{ required: [1] }, '"required" of the schema must be an array of strings'],
    [{ minimum: "1" }, '"minimum" of the schema must be a number'],
    [{ type: "string", minLength: -1 }, '"minLength" of the schema must be a non-negative integer'],
    [{ pattern: 1 }, '"pattern" of the schema must be a string'],
    [deep(160), "the schema is nested deeper than 150 levels"],
    [deep(300), "the schema is nested deeper than 200 levels"],
    [{ enum: ["x".repeat(600_000)] }, "the schema has 600013 characters, more than 524288"],
    [{ enum: ["x".repeat(60_000)] }, "a pattern, length or enumeration of the schema is too large"],
    [{ pattern: "^((a{1000}){1000}){1000}$" }, "a pattern, length or enumeration of the schema is too large"],
    [
      { allOf: Array.from({ length: 9 }, () => ({ anyOf: [{ minimum: 1 }, { maximum: 5 }] })) },
      '"allOf" of the schema has too many combinations',
    ],
  ])("%#: %j", (schema, message) => {
    expect(() => compileSchema(JSON.stringify(schema))).toThrow(message);
  });
});

test("hostile schemas take no long time", () => {
  const started = performance.now();
  const hostile: object[] = [
    { pattern: "^(a|a)*(a|a)*(a|a)*$" },
    { pattern: "^(.*a){20}$" },
    { type: "string", maxLength: 10_000_000 },
    { type: "array", items: {}, minItems: 1_000_000_000 },
    { enum: Array.from({ length: 2000 }, (_, i) => `value ${i}`) },
    { type: "object", properties: Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`p${i}`, {}])) },
    { anyOf: Array.from({ length: 500 }, () => ({ $ref: "#" })).concat({ type: "null" } as never) },
    {
      $defs: { a: { anyOf: [{ items: { $ref: "#/$defs/a" } }, { items: { $ref: "#/$defs/a" } }] } },
      $ref: "#/$defs/a",
    },
    { allOf: Array.from({ length: 12 }, (_, i) => ({ pattern: `^(a|b)*a(a|b){${i + 9}}$` })) },
    { pattern: "^(a|b)*a(a|b){20}$", minLength: 100_000, maxLength: 200_000 },
    { pattern: "^(ab)*$", minLength: 10_000_000 },
    { pattern: "^(?:\\p{L}{1,2000}x){2000}$", maxLength: 5000 },
    { pattern: `^${"(?!".repeat(60)}a${")".repeat(60)}`, maxLength: 9 },
    { type: "integer", multipleOf: 999_983 },
    { type: "number", multipleOf: 1e-14, not: { multipleOf: 0.3 } },
    { type: "string", not: { enum: Array.from({ length: 2000 }, (_, i) => `value ${i}`) } },
    { items: { type: "string" }, uniqueItems: true, minItems: 1_000_000_000 },
    { items: { pattern: "^a{500}$" }, uniqueItems: true, minItems: 2 },
    { type: "object", dependentRequired: Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`p${i}`, ["a"]])) },
    { $defs: { a: { not: { anyOf: [{ $ref: "#/$defs/a" }, { const: 1 }] } } }, $ref: "#/$defs/a" },
    { type: "array", uniqueItems: true, items: { anyOf: [{ $ref: "#" }, { type: "null" }] } },
  ];
  for (const schema of hostile) {
    let compiled: ReturnType<typeof compileSchema>;
    try {
      compiled = compileSchema(JSON.stringify(schema));
    } catch (error) {
      expect(error).toBeInstanceOf(GrammarError);
      continue;
    }
    accepts(compiled, "[[[[[[[[[[[[[[[[");
    accepts(compiled, `"${"a".repeat(200)}`);
  }
  expect(performance.now() - started).toBeLessThan(5000);
});
