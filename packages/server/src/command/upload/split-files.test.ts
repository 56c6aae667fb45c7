import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withOtherParts } from "./split-files.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cria-parts-"));
  mkdirSync(join(folder, "sub"));
  const three = [1, 2, 3].map((number) => `m-0000${number}-of-00003.gguf`);
  for (const name of [...three, "x-00001-of-00002.gguf", "sub/x-00002-of-00002.gguf", "whole.gguf"]) {
    writeFileSync(join(folder, name), "");
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const parts = (names: readonly string[]) =>
  withOtherParts(names.map((name) => join(folder, name))).map((path) => path.slice(folder.length + 1));

test.each([
  [["whole.gguf"], ["whole.gguf"]],
  [["m-00002-of-00003.gguf"], ["m-00002-of-00003.gguf", "m-00001-of-00003.gguf", "m-00003-of-00003.gguf"]],
  [
    ["m-00003-of-00003.gguf", "m-00001-of-00003.gguf"],
    ["m-00003-of-00003.gguf", "m-00002-of-00003.gguf", "m-00001-of-00003.gguf"],
  ],
  [
    ["x-00001-of-00002.gguf", "sub/x-00002-of-00002.gguf"],
    ["x-00001-of-00002.gguf", "sub/x-00002-of-00002.gguf"],
  ],
])("%j: %j", (names, all) => {
  expect(parts(names)).toEqual(all);
});

test("a part that is missing is named", () => {
  const missing = join(folder, "x-00002-of-00002.gguf");
  expect(() => parts(["x-00001-of-00002.gguf"])).toThrow(
    `x-00001-of-00002.gguf is a part of a split model: ${missing} is missing`,
  );
});
