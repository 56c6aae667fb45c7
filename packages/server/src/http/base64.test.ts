import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { decodeBase64 } from "./base64.ts";

describe("faults are placed where Go places them", () => {
  test.each([
    ["####", 0],
    ["aGk", 0],
    ["aGk=x", 4],
    ["aGVsbG8", 4],
    ["aG=k", 2],
    ["aG=", 3],
    ["=", 0],
    ["a===", 1],
    ["aGk-", 3],
    ["aGk_", 3],
    ["aG k", 2],
    ["data:image/png;base64,aGk=", 4],
    ["aGVs\u00e9G8=", 4],
  ])("%j", (text, offset) => {
    expect(() => decodeBase64(text)).toThrow(`illegal base64 data at input byte ${offset}`);
  });
});

test.each([
  ["", ""],
  ["aGk=", "hi"],
  ["aGk=\n", "hi"],
  ["a\r\nGk\n=", "hi"],
  // The last bits of a character may be anything.
  ["aGl=", "hi"],
])("%j is %j", (text, decoded) => {
  expect(Buffer.from(decodeBase64(text)).toString()).toBe(decoded);
});

test("any bytes survive, with line breaks anywhere", () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.nat(), (bytes, at) => {
      const text = bytes.toBase64();
      const cut = at % (text.length + 1);
      expect([...decodeBase64(`${text.slice(0, cut)}\r\n${text.slice(cut)}`)]).toEqual([...bytes]);
    }),
  );
});
