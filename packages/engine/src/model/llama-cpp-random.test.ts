import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { GgufInput } from "../gguf/encode-value.ts";
import type { TensorTypeName } from "../gguf/tensor-types.ts";
import { tensorTypeNamed } from "../gguf/tensor-types.ts";
import { greedyOptions } from "../runner/greedy-options.ts";
import { startRunner } from "../runner/start.ts";
import type { Runner } from "../runner/types.ts";
import { weightTypes } from "../weights/testing.ts";
import { llamaCppAbsent } from "./llama-cpp-programs.ts";
import { exactAttention, LlamaServer } from "./llama-cpp-server.ts";
import { relativeError, writeRandomModel } from "./testing.ts";

const folder = mkdtempSync(join(tmpdir(), "cria-llama-cpp-"));
afterAll(() => rmSync(folder, { recursive: true }));

const vocabulary = 512;
const count = 32;
/** Short, so that few values are rounded that could be rounded otherwise. */
const prompts = Array.from({ length: 7 }, (_, i) => [0, 1, 2].map((j) => (67 * i + 131 * j) % 500));

/** Tokens whose texts are their ids, of whole characters: llama.cpp says nothing of tokens that end within one. */
const tokenizer: Record<string, GgufInput> = {
  "tokenizer.ggml.model": { type: "string", value: "gpt2" },
  "tokenizer.ggml.pre": { type: "string", value: "default" },
  "tokenizer.ggml.tokens": {
    type: "array",
    elementType: "string",
    value: Array.from({ length: vocabulary }, (_, id) => `t${id}`),
  },
  "tokenizer.ggml.token_type": { type: "array", elementType: "i32", value: new Int32Array(vocabulary).fill(1) },
  "tokenizer.ggml.merges": { type: "array", elementType: "string", value: ["t 0"] },
  "tokenizer.ggml.eos_token_id": { type: "u32", value: vocabulary - 1 },
};

/** Rows of these types must be multiples of 256; `llama-quantize` writes shorter ones in another type. */
const fallback = (type: TensorTypeName): TensorTypeName => {
  if (type === "Q4_K") return "Q5_0";
  if (type === "Q5_K") return "Q5_1";
  if (type === "Q6_K") return "Q8_0";
  return type.startsWith("TQ") ? "Q4_0" : "IQ4_NL";
};

/** How far the median of the prompts may be off; see the test. */
const limits: Partial<Record<TensorTypeName, number>> = { BF16: 2e-2 };

async function ours(runner: Runner, prompt: readonly number[]) {
  const tokens: number[] = [];
  const logprobs: Float64Array[] = [];
  const options = { ...greedyOptions, numPredict: count, topLogprobs: vocabulary };
  for await (const event of runner.generate({ prompt, options })) {
    if (event.type !== "text") continue;
    for (const { token, topLogprobs } of event.logprobs ?? []) {
      tokens.push(Number(token.slice(1)));
      logprobs.push(Float64Array.from({ length: vocabulary }));
      for (const { token, logprob } of topLogprobs) logprobs.at(-1)![Number(token.slice(1))] = logprob;
    }
  }
  return { tokens, logprobs };
}

const E = process.env.OPTS ? [] : exactAttention;
describe.skipIf(llamaCppAbsent)("x", () => {
  test.each(weightTypes.flatMap((type) => [[type, 256], [type, tensorTypeNamed(type).blockSize === 256 ? 768 : 896]] as const))("%s %d", async (type, hidden) => {
    const wide = hidden > 256;
    const sizes = { hidden, heads: hidden / 64, kvHeads: 2, headDim: 64, feedForward: wide ? (tensorTypeNamed(type).blockSize > 32 && hidden === 896 ? 896 : 864) : 512, layers: 2, vocabulary };
    const modelPath = await writeRandomModel(folder, wide ? "qwen3" : "llama", type, { sizes, metadata: tokenizer, typeOf: (name) => hidden === 768 && name === "ffn_down" ? fallback(type) : type });
    const runner = await startRunner({ modelPath, cacheDir: join(folder, "cache"), cacheKey: `${type}-${hidden}`, numCtx: 64, numParallel: 1, numBatch: 64, numThreads: 1 });
    await using server = await LlamaServer.start(modelPath, E);
    const errs: number[] = [], sames: string[] = []; let worst = 0;
    for (const prompt of prompts) {
      const us = await ours(runner, prompt);
      const th = await server.greedy(prompt, count, vocabulary);
      const lp = th.likely.map((l) => { const v = new Float64Array(vocabulary); for (const { id, logprob } of l) v[id] = logprob; return v; });
      errs.push(relativeError(us.logprobs[0]!, lp[0]!));
      let k = 0; while (k < us.tokens.length && us.tokens[k] === th.tokens[k]) k++;
      for (let i = 0; i <= k && i < us.tokens.length && i < lp.length; i++) worst = Math.max(worst, relativeError(us.logprobs[i]!, lp[i]!));
      sames.push(k === us.tokens.length ? "=" : `${k}:${(us.logprobs[k]![us.tokens[k]!]! - us.logprobs[k]![th.tokens[k]!]!).toFixed(3)}`);
    }
    await runner.stop();
    const sorted = errs.toSorted((a, b) => a - b);
    console.log(type.padEnd(8), hidden, "min", sorted[0]!.toExponential(1), "median", sorted[3]!.toExponential(1), "max", sorted.at(-1)!.toExponential(1), "worst step", worst.toExponential(1), sames.join(" "));
  });
});
