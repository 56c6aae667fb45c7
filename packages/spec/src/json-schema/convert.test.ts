import { describe, expect, test } from "bun:test";
import { type TSchema, Type } from "@sinclair/typebox";
import { converter } from "./convert.ts";
import { SchemaNames } from "./names.ts";

const Stamp = Type.String({ format: "date-time" });
const Piece = Type.Object({ at: Stamp, text: Type.Optional(Type.String()) }, { "x-go-type": "api.Piece" });
const Tree = Type.Recursive(
  (This) => Type.Object({ pieces: Type.Array(Piece), children: Type.Optional(Type.Array(This)) }),
  { $id: "Oak" },
);
const Word = Type.String();
const Level = Type.Union([Type.Boolean(), Type.Literal("low"), Type.Literal("high")], { description: "How hard." });
const names = new SchemaNames({ Level, Piece, Stamp, Tree, Word, notASchema: 3, alsoNot: { type: "object" } });
const { use, define } = converter(names, (name) => `#${name}`);

test("only schemas have names", () => {
  expect([...names.schemas.keys()]).toEqual(["Level", "Piece", "Stamp", "Tree", "Word"]);
});

describe("a use of a named schema is a reference", () => {
  test.each<[string, TSchema, unknown]>([
    ["itself", Piece, { $ref: "#Piece" }],
    ["an optional copy", Type.Optional(Piece), { $ref: "#Piece" }],
    ["an optional scalar", Type.Optional(Stamp), { $ref: "#Stamp" }],
    ["another of the same form", Type.String({ format: "date-time" }), { $ref: "#Stamp" }],
    ["a copy that says more", { ...Piece, description: "Last." }, { $ref: "#Piece", description: "Last." }],
    ["a copy that says the same", Type.Optional({ ...Level, description: "How hard." }), { $ref: "#Level" }],
    [
      "a field that is decoded otherwise",
      Type.Optional({ ...Piece, "x-go-type": "string", "x-go-zero": true, deprecated: true }),
      { $ref: "#Piece", deprecated: true },
    ],
    ["in a list", Type.Array(Piece, { minItems: 1 }), { type: "array", items: { $ref: "#Piece" }, minItems: 1 }],
    ["or null", Type.Union([Piece, Type.Null()]), { anyOf: [{ $ref: "#Piece" }, { type: "null" }] }],
    ["a recursive one", Type.Optional(Tree), { $ref: "#Tree" }],
  ])("%s", (_, schema, expected) => {
    expect(use(schema)).toEqual(expected as Record<string, unknown>);
  });

  test.each<[string, TSchema, unknown]>([
    ["has other constraints", { ...Piece, additionalProperties: false }, { additionalProperties: false }],
    ["is a plain text like any other", Type.String(), { type: "string" }],
    ["is a plain text with a description", Type.String({ description: "x" }), { type: "string", description: "x" }],
  ])("but not what %s", (_, schema, expected) => {
    const written = use(schema);
    expect(written).toMatchObject(expected as Record<string, unknown>);
    expect(written).not.toHaveProperty("$ref");
  });
});

test("a recursive definition refers to itself and to others by their names", () => {
  expect(define("Tree")).toEqual({
    type: "object",
    required: ["pieces"],
    properties: {
      pieces: { type: "array", items: { $ref: "#Piece" } },
      children: { type: "array", items: { $ref: "#Tree" } },
    },
  });
});

test("what only the server needs stays out", () => {
  expect(define("Piece")).toEqual({
    type: "object",
    required: ["at"],
    properties: { at: { $ref: "#Stamp" }, text: { type: "string" } },
  });
});

test("a second name of a schema refers to the first", () => {
  const both = converter(new SchemaNames({ First: Piece, Second: Piece }), (name) => name);
  expect(both.define("Second")).toEqual({ $ref: "First" });
  expect(both.define("First")).toHaveProperty("properties");
});

test("a recursion without a name is refused, and so is an unknown name", () => {
  const hidden = Type.Recursive((This) => Type.Object({ next: Type.Optional(This) }));
  expect(() => use(hidden)).toThrow(ReferenceError);
  expect(() => define("Nobody")).toThrow(RangeError);
});

describe("TypeBox's forms become those of draft 2020-12", () => {
  test.each<[string, TSchema, unknown]>([
    [
      "records",
      Type.Record(Type.String(), Type.Integer()),
      { type: "object", additionalProperties: { type: "integer" } },
    ],
    [
      "records with a pattern",
      Type.Record(Type.String({ pattern: "^a" }), Type.Null()),
      { type: "object", patternProperties: { "^a": { type: "null" } } },
    ],
    [
      "tuples",
      Type.Tuple([Type.Null(), Piece]),
      { type: "array", prefixItems: [{ type: "null" }, { $ref: "#Piece" }], items: false, minItems: 2, maxItems: 2 },
    ],
    [
      "unions of unions",
      Type.Union([Type.Union([Type.Null(), Type.Boolean()]), Type.Union([Piece], { description: "One." })]),
      { anyOf: [{ type: "null" }, { type: "boolean" }, { $ref: "#Piece", description: "One." }] },
    ],
    ["arrays of nothing", Type.Tuple([]), { type: "array", items: {}, minItems: 0, maxItems: 0 }],
    [
      "enumerations",
      Type.Union([Type.Literal("a"), Type.Literal("b", { description: "Bee.", "x-introduced-in": "0.2.0" })]),
      {
        type: "string",
        enum: ["a", "b"],
        "x-enumDescriptions": { b: "Bee." },
        "x-enum-introduced-in": { b: "0.2.0" },
      },
    ],
    [
      "unions with constants of two types",
      Type.Union([Type.Literal(1), Type.Object({}), Type.Literal("a"), Type.Literal(2)]),
      {
        anyOf: [
          { type: "number", enum: [1, 2] },
          { type: "object", properties: {} },
          { type: "string", enum: ["a"] },
        ],
      },
    ],
    [
      "a property that is called like a keyword",
      Type.Object({ items: Piece, anyOf: Type.Null(), "x-go-type": Type.Null(), $id: Type.Null() }),
      {
        type: "object",
        required: ["items", "anyOf", "x-go-type", "$id"],
        properties: {
          items: { $ref: "#Piece" },
          anyOf: { type: "null" },
          "x-go-type": { type: "null" },
          $id: { type: "null" },
        },
      },
    ],
  ])("%s", (_, schema, expected) => {
    expect(use(schema)).toEqual(expected as Record<string, unknown>);
  });
});
