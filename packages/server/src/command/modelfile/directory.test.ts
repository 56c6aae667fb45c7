import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { modelFiles } from "./directory.ts";

const BINARY = "GGUF\x00\x01";
const ZIP = "PK\x03\x04\x00";
const TEXT = "{}";

let root: string;
let count = 0;
beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "cria-directory-")));
});
afterAll(() => rmSync(root, { recursive: true }));

function folder(files: Readonly<Record<string, string>>): string {
  const path = join(root, String(count++));
  mkdirSync(path);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), content);
  }
  return path;
}

test.each([
  [{ "b.gguf": BINARY, "a.gguf": BINARY, "README.md": TEXT }, ["a.gguf", "b.gguf"]],
  [{ "a.gguf": TEXT, "x.bin": BINARY }, ["x.bin"]],
  [{ "a.gguf": BINARY, "model-1.safetensors": "x", "config.json": TEXT }, ["model-1.safetensors", "config.json"]],
  [
    { "model.safetensors": "x", "sub/model.safetensors": "x", "sub/a.json": TEXT, "tokenizer.model": BINARY },
    ["model.safetensors", "sub/model.safetensors", "sub/a.json", "tokenizer.model"],
  ],
  [
    { "pytorch_model.bin": ZIP, "other.bin": BINARY, "chat_template.jinja": TEXT },
    ["pytorch_model.bin", "chat_template.jinja"],
  ],
  [{ "pytorch_model.bin": BINARY }, ["pytorch_model.bin"]],
  [{ "a.gguf": BINARY, "broken.json": BINARY }, ["a.gguf"]],
])("of %j: %j", (files, chosen) => {
  const path = folder(files);
  expect(modelFiles(path).map((file) => relative(path, file))).toEqual(chosen);
});

test("a folder without a model", () => {
  expect(() => modelFiles(folder({ "README.md": TEXT }))).toThrow("no Modelfile or safetensors files found");
});

test("links within the folder are followed, others refused", () => {
  const path = folder({ "real/weights": BINARY });
  symlinkSync("real/weights", join(path, "a.gguf"));
  expect(modelFiles(path)).toEqual([join(path, "a.gguf")]);
  writeFileSync(join(root, "outside"), BINARY);
  symlinkSync("../outside", join(path, "b.gguf"));
  expect(() => modelFiles(path)).toThrow(`insecure path: ${join(path, "b.gguf")}`);
});
