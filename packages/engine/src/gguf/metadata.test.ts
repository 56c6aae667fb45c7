import { describe, expect, test } from "bun:test";
import { GgufError } from "./error.ts";
import * as metadata from "./metadata.ts";
import { GgufStrings } from "./strings.ts";
import type { GgufValue } from "./value.ts";

const gguf = {
  metadata: new Map<string, GgufValue>([
    ["u8", { type: "u8", value: 7 }],
    ["i64", { type: "i64", value: -1 }],
    ["long", { type: "u64", value: 2n ** 60n }],
    ["f32", { type: "f32", value: 0.5 }],
    ["bool", { type: "bool", value: false }],
    ["string", { type: "string", value: "" }],
    ["i32s", { type: "array", elementType: "i32", value: Int32Array.of(1, -2) }],
    ["u64s", { type: "array", elementType: "u64", value: BigUint64Array.of(1n, 2n) }],
    ["strings", { type: "array", elementType: "string", value: GgufStrings.from(["a"]) }],
  ]),
};

describe("accessors give the value", () => {
  const cases: [actual: unknown, expected: unknown][] = [
    [metadata.getNumber(gguf, "u8"), 7],
    [metadata.getNumber(gguf, "i64"), -1],
    [metadata.getNumber(gguf, "f32"), 0.5],
    [metadata.getInteger(gguf, "u8"), 7],
    [metadata.getBoolean(gguf, "bool"), false],
    [metadata.getBoolean(gguf, "bool", true), false],
    [metadata.getString(gguf, "string", "other"), ""],
    [Array.from(metadata.getNumbers(gguf, "i32s")), [1, -2]],
    [Array.from(metadata.getNumbers(gguf, "u64s")), [1, 2]],
    [[...metadata.getStrings(gguf, "strings")], ["a"]],
    [metadata.getArray(gguf, "i32s").elementType, "i32"],
    [metadata.getPerLayer(gguf, "u8", 3), [7, 7, 7]],
    [Array.from(metadata.getPerLayer(gguf, "u64s", 2)), [1, 2]],
  ];
  test.each(cases)("%p is %p", (actual, expected) => expect(actual).toEqual(expected));
});

describe("accessors refuse, naming the key", () => {
  const cases: [key: string, read: (key: string) => unknown, message: RegExp][] = [
    ["absent", (key) => metadata.getNumber(gguf, key), /missing/],
    ["absent", (key) => metadata.getString(gguf, key), /missing/],
    ["string", (key) => metadata.getNumber(gguf, key, 1), /of type string, not a number/],
    ["long", (key) => metadata.getNumber(gguf, key), /of type u64, not a number/],
    ["f32", (key) => metadata.getInteger(gguf, key), /0.5, not a whole number/],
    ["i64", (key) => metadata.getInteger(gguf, key, 1), /-1, not a whole number/],
    ["u8", (key) => metadata.getBoolean(gguf, key), /of type u8, not a boolean/],
    ["u8", (key) => metadata.getString(gguf, key), /of type u8, not a string/],
    ["u8", (key) => metadata.getArray(gguf, key), /of type u8, not an array/],
    ["i32s", (key) => metadata.getStrings(gguf, key), /array of i32, not an array of strings/],
    ["strings", (key) => metadata.getNumbers(gguf, key), /array of string, not an array of numbers/],
    ["u64s", (key) => metadata.getPerLayer(gguf, key, 3), /2 elements for 3 layers/],
  ];
  test.each(cases)("%s", (key, read, message) => {
    expect(() => read(key)).toThrow(GgufError);
    expect(() => read(key)).toThrow(message);
    expect(() => read(key)).toThrow(key);
  });
});

test("a missing key takes the fallback, whatever it is", () => {
  expect(metadata.getNumber(gguf, "absent", undefined)).toBeUndefined();
  expect(metadata.getInteger(gguf, "absent", 4)).toBe(4);
  expect(metadata.getString(gguf, "absent", "x")).toBe("x");
  expect(metadata.getBoolean(gguf, "absent", true)).toBeTrue();
  expect(metadata.getArray(gguf, "absent", null)).toBeNull();
  expect(metadata.getStrings(gguf, "absent", null)).toBeNull();
  expect(metadata.getNumbers(gguf, "absent", [])).toEqual([]);
  expect(metadata.getPerLayer(gguf, "absent", 2, undefined)).toBeUndefined();
});
