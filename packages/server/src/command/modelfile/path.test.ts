import { expect, test } from "bun:test";
import { homedir } from "node:os";
import { join } from "node:path";
import { expandPath } from "./path.ts";

test.each([
  ["model.gguf", "/models/model.gguf"],
  ["./a/../b.gguf", "/models/b.gguf"],
  ["..", "/"],
  [".", "/models"],
  ["/abs/x", "/abs/x"],
  ["~", homedir()],
  ["~/x.gguf", join(homedir(), "x.gguf")],
  ["~no-such-user/x", "/models/~no-such-user/x"],
  ["a~b", "/models/a~b"],
])("%s is %s", (path, expanded) => {
  expect(expandPath(path, "/models")).toBe(expanded);
});

test.skipIf(process.platform !== "linux")("Linux only: ~user is that user's home", () => {
  expect(expandPath("~root/x", "/models")).toBe("/root/x");
});
