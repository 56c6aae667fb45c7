import { expect, test } from "bun:test";
import { FileError } from "../store/file-error.ts";
import { hidePaths } from "./hide-paths.ts";

test.each([
  ["Load model from /home/me/.cache/cria/abc/def/model.onnx failed: bad", "Load model from model.onnx failed: bad"],
  ['open "/a/b/c.gguf": no', 'open "c.gguf": no'],
  ["/a/b/blobs/sha256-12: gone", "blobs/sha256-12: gone"],
  ["in (/a/b) and /c/d, too", "in (b) and d, too"],
  ["C:\\Users\\me\\x.gguf is none", "x.gguf is none"],
  ["see https://example.com/a/b/c", "see https://example.com/a/b/c"],
  ["model 'a/b:c' not found", "model 'a/b:c' not found"],
  ["1/2 of n/a", "1/2 of n/a"],
])("%j is told as %j", (text, told) => {
  expect(hidePaths(new Error(text))).toBe(told);
});

test("an error that knows its path may have spaces in it", () => {
  const path = "/home/my self/models/blobs/sha256-1";
  expect(hidePaths(new FileError("open", path, { code: "ENOENT" }))).toBe(
    "open blobs/sha256-1: no such file or directory",
  );
});
