import { expect, test } from "bun:test";
import fc from "fast-check";
import { byteCharacters, escapeBytes, unescapeBytes } from "./byte-alphabet.ts";
import { byteString } from "./byte-string.ts";

test.each<[byte: number, character: string]>([
  [0x00, "Ā"],
  [0x09, "ĉ"],
  [0x0a, "Ċ"],
  [0x20, "Ġ"],
  [0x21, "!"],
  [0x7e, "~"],
  [0x7f, "ġ"],
  [0xa0, "ł"],
  [0xa1, "¡"],
  [0xac, "¬"],
  [0xad, "Ń"],
  [0xae, "®"],
  [0xff, "ÿ"],
])("byte %d is %s", (byte, character) => expect(byteCharacters[byte]).toBe(character));

test("each byte has a character of its own, and the 68 that don't print take U+0100 to U+0143", () => {
  expect(new Set(byteCharacters).size).toBe(256);
  const others = byteCharacters.filter((character) => character >= "\u0100");
  expect(others).toEqual(Array.from({ length: 68 }, (_, index) => String.fromCodePoint(0x100 + index)));
});

test("bytes come back from their text", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const text = Buffer.from(escapeBytes(bytes), "latin1").toString();
      expect(text).toHaveLength(bytes.length);
      expect(unescapeBytes(text)).toEqual(bytes);
    }),
  );
});

test.each([" ", "\n", "\u00ad", "\u0144", "中", "a😀"])("%j is not in the alphabet", (text) => {
  expect(unescapeBytes(text)).toBeUndefined();
});

test("the text is given as a byte string", () => expect(escapeBytes(Uint8Array.of(0x20, 0x61))).toBe(byteString("Ġa")));
