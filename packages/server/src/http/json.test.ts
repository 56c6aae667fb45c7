import { expect, test } from "bun:test";
import fc from "fast-check";
import { encodeJson, encodeJsonSorted } from "./json.ts";

test.each([
  ["<a> & b\u2028\u2029", '"\\u003ca\\u003e \\u0026 b\\u2028\\u2029"'],
  ["a\u0085b", '"a\\u0085b"'],
  ["\ud800x\udc00", '"\ufffdx\ufffd"'],
  ["\u0001\n\b\f", '"\\u0001\\n\\b\\f"'],
  [-0, "-0"],
  [0.00001, "0.00001"],
  [1e-7, "1e-7"],
  [1e21, "1e+21"],
  [2n ** 64n - 1n, "18446744073709551615"],
  [{ b: 1, a: undefined, c: null }, '{"b":1,"c":null}'],
  [new Map([["z", [true]]]), '{"z":[true]}'],
  [Uint8Array.of(1, 2), "[1,2]"],
])("%p", (value, text) => {
  expect(encodeJson(value)).toBe(text);
});

test("what is not a number is refused", () => {
  expect(() => encodeJson({ a: Number.NaN })).toThrow("json: unsupported value: NaN");
});

test("sorted keys are in the order of their bytes, at every level", () => {
  expect(encodeJsonSorted({ "\u{10000}": 1, "\uffff": 2, b: [{ d: 1, c: 2 }], a: 3 })).toBe(
    '{"a":3,"b":[{"c":2,"d":1}],"\uffff":2,"\u{10000}":1}',
  );
});

test("any JSON value is read back the same", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      expect(JSON.parse(encodeJson(value))).toEqual(value);
      expect(JSON.parse(encodeJsonSorted(value))).toEqual(value);
    }),
  );
});

test("no text holds a character at which Python's splitlines cuts", () => {
  const cut = ["\n", "\r", "\u000b", "\u000c", "\u001c", "\u001d", "\u001e", "\u0085", "\u2028", "\u2029"];
  for (const character of cut) {
    expect(encodeJson(`a${character}b`)).not.toContain(character);
    expect(JSON.parse(encodeJson(`a${character}b`))).toBe(`a${character}b`);
  }
});
