import { expect, test } from "bun:test";
import { zstdDecompressSync } from "node:zlib";
import fc from "fast-check";
import { storedZstd } from "./stored-zstd.ts";

test("a decoder gives the text back", () => {
  const read = (text: string) =>
    new TextDecoder("utf-8", { ignoreBOM: true }).decode(zstdDecompressSync(storedZstd(text)));
  fc.assert(fc.property(fc.string({ unit: "binary", minLength: 1 }), (text) => read(text) === text));
  for (const length of [1, 255, 256, 65_536, 131_072]) expect(read("x".repeat(length))).toHaveLength(length);
});

test("more than a block is refused", () => {
  expect(() => storedZstd("x".repeat(131_073))).toThrow(RangeError);
});
