import { expect, test } from "bun:test";
import fc from "fast-check";
import {
  goArguments,
  goText,
  goTool,
  goValue,
  indentedJson,
  spacedJson,
  spacedJsonUnescaped,
  unescapeHtml,
} from "./go-json.ts";
import { pythonJson } from "./python-json.ts";

/** Values as JavaScript writes them: without -0, which Go keeps and JavaScript does not. */
const json = fc.jsonValue().map((value): unknown => JSON.parse(JSON.stringify(value)));

test("spaces stand behind colons and commas outside texts, and escapes of HTML are Go's", () => {
  const value = { "a:b,c": ["<x> & y", 'q",:"\\'], n: null };
  expect(spacedJson(value)).toBe('{"a:b,c": ["\\u003cx\\u003e \\u0026 y", "q\\",:\\"\\\\"], "n": null}');
  expect(spacedJsonUnescaped(value)).toBe('{"a:b,c": ["<x> & y", "q\\",:\\"\\\\"], "n": null}');
  expect(unescapeHtml('"\\\\u003c \\u003c"')).toBe('"\\\\u003c <"');
});

test("all forms of JSON hold the same value", () => {
  fc.assert(
    fc.property(json, (value) => {
      const same: unknown = JSON.parse(JSON.stringify(value));
      for (const text of [spacedJson(value), spacedJsonUnescaped(value), indentedJson(value, "  ")]) {
        expect(JSON.parse(text)).toEqual(same);
      }
      expect(unescapeHtml(indentedJson(value, "    "))).toBe(JSON.stringify(value, null, 4));
    }),
  );
});

test("keys of inner objects are sorted, those of arguments stay in order", () => {
  expect(spacedJson(goArguments({ b: { z: 1, a: [{ y: 1, x: 2 }] }, a: 1 }))).toBe(
    '{"b": {"a": [{"x": 2, "y": 1}], "z": 1}, "a": 1}',
  );
  expect(
    spacedJson(
      goValue(
        new Map([
          ["b", 1],
          ["a", 2],
        ]),
      ),
    ),
  ).toBe('{"a": 2, "b": 1}');
});

test("a tool's keys come in the order of its type, absent ones not at all", () => {
  const property = { required: [], type: ["string"], description: "", enum: ["x"], anyOf: [] };
  const parameters = { properties: { p: property }, required: ["p"], type: "object", items: null };
  const tool = { function: { parameters, description: "", name: "f" }, type: "function" };
  expect(spacedJson(goTool(tool))).toBe(
    '{"type": "function", "function": {"name": "f", "parameters": {"type": "object", "required": ["p"], "properties": {"p": {"type": "string", "enum": ["x"]}}}}}',
  );
  expect(spacedJson(goTool({ type: "", function: { name: "f", parameters: { type: "" } } }))).toBe(
    '{"type": "", "function": {"name": "f", "parameters": {"type": "", "properties": null}}}',
  );
});

test.each([
  ["text <b>", "text <b>"],
  [1_000_000, "1e+06"],
  [0.25, "0.25"],
  [-7, "-7"],
  [true, "true"],
  [null, "null"],
  [{ b: "<", a: [] }, '{"a":[],"b":"\\u003c"}'],
])("%j as text", (value, text) => {
  expect(goText(value)).toBe(text);
});

test("Python's JSON, with Go's quotes", () => {
  expect(pythonJson({ a: ["<\u0001", 1e6, null, true], b: undefined })).toBe('{"a": ["<\\x01", 1000000, null, true]}');
});
