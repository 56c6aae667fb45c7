import { expect, test } from "bun:test";
import { uploadNames } from "./names.ts";

test.each([
  [["/m/a.gguf"], ["a.gguf"]],
  [
    ["/m/a.gguf", "/m/b.json"],
    ["a.gguf", "b.json"],
  ],
  [
    ["/m/model.safetensors", "/m/sub/config.json"],
    ["model.safetensors", "sub/config.json"],
  ],
  [
    ["/m/one/a.gguf", "/m/other/b.gguf"],
    ["one/a.gguf", "other/b.gguf"],
  ],
  [
    ["/a.gguf", "/x/b.gguf"],
    ["a.gguf", "x/b.gguf"],
  ],
  [
    ["/m/ab/x", "/m/abc/y"],
    ["ab/x", "abc/y"],
  ],
  [[], []],
])("%j are sent as %j", (paths, names) => {
  expect(uploadNames(paths)).toEqual(names);
});
