import { expect, test } from "bun:test";
import fc from "fast-check";
import { typedLines, typedValue } from "./typed-value.ts";

test.each([
  ["9007199254740993", ["integer"], 9007199254740993n],
  ["-9223372036854775808", ["integer"], -9223372036854775808n],
  ["9223372036854775808", ["integer"], "9223372036854775808"],
  ["1e400", ["number"], "1e400"],
  ["NaN", ["number"], "NaN"],
  ["[1e400]", ["array"], "[1e400]"],
  [`${"[".repeat(10_010)}${"]".repeat(10_010)}`, ["array", "null"], `${"[".repeat(10_010)}${"]".repeat(10_010)}`],
  ["1_000", ["integer", "number"], "1_000"],
  ["{}", ["array", "string"], "{}"],
  ["[]", ["object", "array"], []],
  ["TRUE", ["string", "boolean"], true],
  ["yes", ["boolean"], false],
  ["Null", ["string"], null],
] as const)("%s as %p", (text, types, value) => {
  expect(typedValue(text, types)).toEqual(value);
});

test("a newline at either end belongs to the tags", () => {
  expect(typedLines("\n\na\n\n", ["string"])).toBe("\na\n");
});

test("what JSON writes for a value of a type reads back as that value", () => {
  const types = ["string", "integer", "number", "boolean", "array", "object"];
  // Larger whole numbers become bigints.
  const double = fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .filter((each) => Number.isSafeInteger(each) || each % 1 !== 0);
  const value = fc.oneof(fc.integer(), double, fc.boolean());
  const json = fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue()));
  fc.assert(
    fc.property(fc.oneof(value, json), (each) => {
      expect(typedValue(JSON.stringify(each), types)).toEqual(JSON.parse(JSON.stringify(each)));
    }),
  );
});
