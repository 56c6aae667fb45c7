import { describe, expect, test } from "bun:test";
import { GgufError } from "../gguf/error.ts";
import type { GgufValue } from "../gguf/value.ts";
import { assertTokenizerSupported, createTokenizer } from "./create-tokenizer.ts";
import { vectorTokenizers } from "./vector-tokenizers.ts";

const string = (value: string): GgufValue => ({ type: "string", value });
const file = (kind: string, pre?: string) => ({
  metadata: new Map<string, GgufValue>([
    ["tokenizer.ggml.model", string(kind)],
    ...(pre === undefined ? [] : [["tokenizer.ggml.pre", string(pre)] as const]),
  ]),
});

describe("what is not supported is refused, without a look at the vocabulary, by a sentence that lists what is", () => {
  test.each(["rwkv", "plamo2", "no_vocab", "hybriddna", "toString", ""])("kind %j", (kind) => {
    for (const read of [assertTokenizerSupported, createTokenizer]) {
      expect(() => read(file(kind))).toThrow(GgufError);
      expect(() => read(file(kind))).toThrow(
        `tokenizer "${kind}" is not supported (supported: llama, gpt2, gemma4, whitespace, bert, t5)`,
      );
    }
  });

  test.each(["gpt-9", "Qwen2", "constructor"])("pre-tokenizer %j", (pre) => {
    for (const read of [assertTokenizerSupported, createTokenizer]) {
      expect(() => read(file("gpt2", pre))).toThrow(GgufError);
      expect(() => read(file("gpt2", pre))).toThrow(
        /^pre-tokenizer ".*" is not supported \(supported: default, .*, gemma4, /,
      );
    }
  });
});

test("what is supported is not", () => {
  for (const metadata of vectorTokenizers.values()) {
    expect(() => assertTokenizerSupported({ metadata: new Map(Object.entries(metadata)) })).not.toThrow();
  }
  // Only kind gpt2 reads the name.
  for (const kind of ["llama", "bert", "t5", "gemma4", "whitespace"]) assertTokenizerSupported(file(kind, "gpt-9"));
  for (const pre of [undefined, "", "default"]) assertTokenizerSupported(file("gpt2", pre));
});

test("a file that names no kind is refused", () => {
  expect(() => assertTokenizerSupported({ metadata: new Map() })).toThrow(/"tokenizer.ggml.model" is missing/);
});
