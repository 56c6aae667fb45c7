import { expect, test } from "bun:test";
import { GgufError } from "../gguf/error.ts";
import type { Gguf } from "../gguf/header.ts";
import type { GgufValue } from "../gguf/value.ts";
import { architectureNamed } from "./architecture.ts";
import { readHyperparameters } from "./hyperparameters.ts";

const metadata: Record<string, GgufValue> = {
  "general.architecture": { type: "string", value: "llama" },
  "llama.context_length": { type: "u32", value: 2048 },
  "llama.embedding_length": { type: "u32", value: 64 },
  "llama.block_count": { type: "u32", value: 2 },
  "llama.attention.head_count": { type: "u32", value: 4 },
  "llama.attention.layer_norm_rms_epsilon": { type: "f32", value: 1e-5 },
};

const read = (changes: Record<string, GgufValue | undefined>) => {
  const entries = Object.entries({ ...metadata, ...changes }).filter(([, value]) => value) as [string, GgufValue][];
  return readHyperparameters({ metadata: new Map(entries) } as unknown as Gguf);
};
const u32 = (value: number): GgufValue => ({ type: "u32", value });

test("what a file leaves out has the usual default", () => {
  expect(read({})).toEqual({
    architecture: "llama",
    contextLength: 2048,
    embeddingLength: 64,
    blockCount: 2,
    headCounts: [4, 4],
    headCountsKv: [4, 4],
    keyLength: 16,
    valueLength: 16,
    ropeDim: 16,
    ropeTheta: 10000,
    epsilon: expect.closeTo(1e-5),
  });
});

test.each([
  ["llama.block_count", undefined],
  ["llama.block_count", u32(0)],
  ["llama.block_count", u32(100_000)],
  ["llama.embedding_length", u32(0)],
  ["llama.attention.head_count", u32(3)],
  ["llama.attention.head_count_kv", u32(3)],
  ["llama.nextn_predict_layers", u32(2)],
  ["llama.rope.dimension_count", u32(7)],
  ["llama.rope.dimension_count", u32(32)],
  ["llama.rope.freq_base", { type: "f32", value: -1 }],
  ["llama.attention.layer_norm_rms_epsilon", { type: "f32", value: 0 }],
  ["llama.context_length", { type: "string", value: "long" }],
] as [string, GgufValue | undefined][])("%s that makes no sense is refused", (key, value) => {
  expect(() => read({ [key]: value })).toThrow(GgufError);
});

test("unknown families are refused by name", () => {
  expect(() => architectureNamed("constructor")).toThrow('models of the architecture "constructor" are not supported');
});
