import { describe, expect, expectTypeOf, test } from "bun:test";
import { type TSchema, Type } from "@sinclair/typebox";
import { TypeCompiler } from "@sinclair/typebox/compiler";
import fc from "fast-check";
import { Timestamp } from "../native/timestamp.ts";
import { arbitrary } from "./arbitrary.ts";

const Tree = Type.Recursive(
  (This) => Type.Object({ name: Type.String(), children: Type.Optional(Type.Array(This)), next: Type.Optional(This) }),
  { $id: "Tree" },
);

describe("generates what the schema accepts, and JSON carries it", () => {
  test.each<[string, TSchema]>([
    ["an object with an optional field", Type.Object({ a: Type.String(), b: Type.Optional(Type.Boolean()) })],
    ["a record", Type.Record(Type.String(), Type.Number())],
    ["a record whose keys have a form", Type.Record(Type.String({ pattern: "^x-[a-z]+$" }), Type.Null())],
    ["an array with bounds", Type.Array(Type.Boolean(), { minItems: 2, maxItems: 6 })],
    ["an array of different items", Type.Array(Type.Integer(), { uniqueItems: true })],
    ["a tuple", Type.Tuple([Type.String(), Type.Integer()])],
    ["a union", Type.Union([Type.Literal("a"), Type.Literal(1), Type.Null()])],
    ["an intersection", Type.Intersect([Type.Object({ a: Type.String() }), Type.Object({ b: Type.Integer() })])],
    ["an integer with bounds", Type.Integer({ minimum: -2, exclusiveMaximum: 4 })],
    ["a number with bounds", Type.Number({ exclusiveMinimum: 0, maximum: 1 })],
    ["a text with bounds", Type.String({ minLength: 1, maxLength: 3 })],
    ["a text of a form", Type.String({ pattern: "^sha256:[0-9a-f]{64}$" })],
    ["any other text", Type.Not(Type.Union([Type.Literal(""), Type.Literal("a")]), { type: "string" })],
    ["a time", Timestamp],
    ["bytes", Type.String({ contentEncoding: "base64" })],
    ["anything", Type.Unknown()],
    ["a recursive object", Tree],
    ["a recursive object within another", Type.Object({ trees: Type.Record(Type.String(), Tree) })],
  ])("%s", (_, schema) => {
    const check = TypeCompiler.Compile(schema);
    fc.assert(
      fc.property(arbitrary(schema), (value) => {
        expect([...check.Errors(value)]).toEqual([]);
        expect<unknown>(JSON.parse(JSON.stringify(value))).toEqual(value);
      }),
    );
  });
});

test("a recursive schema is generated more than one level deep", () => {
  const deep = fc.sample(arbitrary(Tree), { numRuns: 200, seed: 1 }).some((tree) => tree.next?.next !== undefined);
  expect(deep).toBe(true);
});

test("optional fields are there and are not", () => {
  const values = fc.sample(arbitrary(Type.Object({ a: Type.Optional(Type.Boolean()) })), { numRuns: 100, seed: 1 });
  expect(new Set(values.map((value) => "a" in value))).toEqual(new Set([true, false]));
});

test.each<[string, TSchema]>([
  ["no finite value", Type.Recursive((This) => Type.Object({ next: This }), { $id: "Endless" })],
  ["kind Never", Type.Never()],
  ["a negation that is not of a text", Type.Not(Type.Null())],
  ["format color", Type.String({ format: "color" })],
])("refuses a schema with %s", (_, schema) => {
  expect(() => arbitrary(schema)).toThrow(TypeError);
});

test("values have the schema's type", () => {
  const values = arbitrary(Type.Object({ a: Type.Optional(Type.Integer()) }));
  expectTypeOf(values).toEqualTypeOf<fc.Arbitrary<{ a?: number }>>();
});
