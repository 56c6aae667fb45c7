import { expect, test } from "bun:test";
import fc from "fast-check";
import { duplicateKey } from "./duplicate-key.ts";

test.each([
  ['{"a":1,"a":2}', '"a"'],
  ['{"a":{"b":1},"c":[{"d":1},{"e":1,"e" :2}]}', '"e"'],
  ['{"a\\"":1,"a\\"":2}', '"a\\""'],
  ['{"a":"a","b":"a"}', undefined],
  ['{"a":{"a":1},"b":[{"a":1},{"a":1}]}', undefined],
  ['{"a":"{\\"b\\":1","b":"\\"b\\":"}', undefined],
  ['{"a":1}\n{"a":1}\n', undefined],
])("%s", (text, key) => {
  expect(duplicateKey(text)).toBe(key);
});

test("JSON of an object never has a key twice", () => {
  fc.assert(fc.property(fc.json(), (text) => expect(duplicateKey(text)).toBeUndefined()));
});
