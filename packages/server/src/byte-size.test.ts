import { expect, test } from "bun:test";
import { parseByteSize } from "./byte-size.ts";

test.each([
  ["0", 0],
  ["1024", 1024],
  ["20GB", 20e9],
  ["20 gb", 20e9],
  ["1.5TB", 1.5e12],
  ["1.5KiB", 1536],
  ["3 MiB", 3 * 2 ** 20],
  ["2gib", 2 ** 31],
  ["0.5B", 0],
  [" 7kb ", 7000],
  ["", undefined],
  ["GB", undefined],
  ["-1GB", undefined],
  ["1e9", undefined],
  ["20G", undefined],
  ["20 apples", undefined],
  ["1constructor", undefined],
  ["half", undefined],
])("%p is %p bytes", (text, bytes) => {
  expect(parseByteSize(text)).toBe(bytes);
});
