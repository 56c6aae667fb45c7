import { expect, test } from "bun:test";
import { join, resolve } from "node:path";
import { UsageError } from "../option-values.ts";
import { parseEmbedOptions } from "./options.ts";

const parse = (...args: string[]) => parseEmbedOptions(args, { CRIA_BENCH_DIR: "/bench", CRIA_LLAMA_TOOLS: "/tools" });

test("a model is all that is needed", () => {
  expect(parse("--model", "a.gguf")).toMatchObject({
    model: resolve("a.gguf"),
    onnx: undefined,
    toolsDir: resolve("/tools"),
    benchDir: resolve("/bench"),
    repeat: 3,
  });
  expect(parse("--help")).toBeUndefined();
});

test("what is given counts", () => {
  const args = ["--model", "a", "--onnx", "b", "--tokenizer", "c", "--python", "py", "--threads", "2", "--repeat", "1"];
  expect(parse(...args)).toMatchObject({ onnx: join(resolve(), "b"), python: "py", threads: 2, repeat: 1 });
});

test.each([[[]], [["--model", "a", "--onnx", "b"]], [["--model", "a", "--threads", "0"]], [["--modle", "a"]]])(
  "%j is refused",
  (args) => {
    expect(() => parse(...args)).toThrow(UsageError);
  },
);
