// Compares a real model, Gemma 3 270M in the mixture of types that Q4_K_M is, with llama.cpp. Run by gemma3.test.ts in a
// process of its own; takes the folder for converted weights.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Decoder } from "../decode/decoder.ts";
import { greedyTokens } from "../decode/testing.ts";
import { logprobs } from "../sampling/logprobs.ts";
import { llamaCppProgram } from "./llama-cpp-programs.ts";
import { quantize } from "./llama-cpp-quantize.ts";
import { exactAttention, LlamaServer } from "./llama-cpp-server.ts";
import { type LoadedModel, loadModel } from "./load.ts";
import { prompts } from "./prompts.ts";
import { gemma3, realModel } from "./real-models.ts";
import { relativeError } from "./testing.ts";

const path = realModel(gemma3)!;
const root = resolve(import.meta.dir, "../../../..");
/** Text of the repository's own: prose, code and tables. */
const text = [
  "README.md",
  "CONTRIBUTING.md",
  ...["client", "conformance", "engine", "server", "spec"].map((p) => `packages/${p}/README.md`),
]
  .map((file) => readFileSync(join(root, file), "utf8"))
  .join("\n");
const folder = mkdtempSync(join(tmpdir(), "cria-gemma3-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Texts and tokens that are compared; more when asked, as they take minutes. */
const all = process.env.CRIA_GEMMA_PROMPTS === "all";
const shortPrompts = all ? prompts : prompts.filter((_, i) => i % 7 === 0);
const longPrompts = all ? 4 : 1;
const newTokens = all ? 64 : 16;

function load(modelPath: string, numBatch = 512): Promise<LoadedModel> {
  const place = { cacheDir: join(folder, "cache"), cacheKey: modelPath.replace(/\W/g, "-"), cacheBytes: 8 * 2 ** 30 };
  return loadModel({ modelPath, ...place, numCtx: 4096, numParallel: 1, numBatch, numThreads: 2 });
}

const serve = (modelPath: string) =>
  LlamaServer.start(modelPath, [...exactAttention, "--ctx-size", "4096", "--threads", "2"]);
const encode = (model: LoadedModel, prompt: string) =>
  model.tokenizer.encode(prompt, { addSpecial: true, parseSpecial: true });

/** The same weights without rounding: with them, both engines compute in f32. */
const exact = join(folder, "exact.gguf");
beforeAll(async () => {
  await quantize(path, exact, "--allow-requantize F32", "");
}, 300_000);

test("with the weights as f32, greedy texts are llama.cpp's: short ones and such of 2,000 tokens", async () => {
  using model = await load(exact);
  await using server = await serve(exact);
  const whole = encode(model, text).slice(1);
  // Beyond the windows of 512 tokens.
  const long = [0, 2100, 4200, 6300].map((start) => [model.tokenizer.bos!, ...whole.slice(start, start + 2000)]);
  const texts = [...shortPrompts.map((prompt) => encode(model, prompt)), ...long.slice(0, longPrompts)];
  let parted = 0;
  for (const tokens of texts) {
    const ours = greedyTokens(model, [tokens], newTokens)[0]!;
    const theirs = (await server.greedy(tokens, newTokens)).tokens.filter((t) => !model.tokenizer.isEndOfGeneration(t));
    const parting = Array.from({ length: newTokens }, (_, i) => i).find((i) => ours[i] !== theirs[i]);
    if (parting === undefined) continue;
    parted++;
    const logits = logitsBehind(model, [...tokens, ...ours.slice(0, parting)]);
    const best = logits.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
    const gap = best - logits[theirs[parting] ?? model.tokenizer.eos!]!;
    console.log(`parts after ${parting} tokens: gap ${gap.toFixed(4)}`);
    // llama.cpp's GELU has 11 bits.
    expect(gap).toBeLessThan(0.02);
  }
  console.log(`gemma3: ${parted} of ${texts.length} texts part, each where two tokens are equally likely`);
  expect(parted).toBeLessThan(texts.length / 4);
}, 1_200_000);

/**
 * Activations of 8 bits make logits of every engine differ from those of exact ones, and from each other's: llama.cpp's
 * kernels for AVX2 and for AMX part in most texts. What can be asked is that ours differ no more than its own.
 */
test("rounded to 8 bits, logits are as near to the exact ones as llama.cpp's", async () => {
  const asked = prompts.filter((_, i) => i % 7 === 0);
  const logitsOfOurs = async (file: string) => {
    using model = await load(file);
    return asked.map((prompt) => model.evaluator.prefill(0, encode(model, prompt), 0).slice());
  };
  const [truth, ours] = [await logitsOfOurs(exact), await logitsOfOurs(path)];
  const count = truth[0]!.length;
  await using server = await serve(path);
  using model = await load(path);
  const errors: [ours: number, theirs: number][] = [];
  for (const [i, prompt] of asked.entries()) {
    const { likely } = await server.greedy(encode(model, prompt), 1, count);
    const theirs = new Float64Array(count);
    for (const { id, logprob } of likely[0]!) theirs[id] = logprob;
    errors.push([relativeError(ours[i]!, truth[i]!), relativeError(theirs, truth[i]!)]);
  }
  const mean = (side: 0 | 1) => errors.reduce((sum, pair) => sum + pair[side], 0) / errors.length;
  console.log(`gemma3: relative error of logits ${mean(0).toFixed(4)}, llama.cpp's ${mean(1).toFixed(4)}`);
  expect(mean(0)).toBeLessThan(1.2 * mean(1));
}, 600_000);

/** The logits behind tokens that may be more than go into one run. */
function logitsBehind({ evaluator }: LoadedModel, tokens: readonly number[]): Float32Array {
  for (let past = 0; ; past += 512) {
    const logits = evaluator.prefill(0, tokens.slice(past, past + 512), past);
    if (past + 512 >= tokens.length) return logits;
  }
}

test("perplexity is llama-perplexity's within 0.3 %", async () => {
  const context = 2048;
  const contexts = all ? 4 : 1;
  using model = await load(path, 64);
  const file = join(folder, "text.txt");
  writeFileSync(file, text);
  const options = [
    "-m",
    path,
    "-f",
    file,
    "-c",
    String(context),
    "-t",
    "2",
    "-fa",
    "off",
    "-ctk",
    "f32",
    "-ctv",
    "f32",
    "--chunks",
    `${contexts}`,
  ];
  const child = Bun.spawn([await llamaCppProgram("llama-perplexity"), ...options], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ours = perplexity(model, context, contexts);
  const said = (await child.stdout.text()) + (await child.stderr.text());
  const theirs = Number(/Final estimate: PPL = ([\d.]+)/.exec(said)?.[1]);
  console.log(`gemma3: perplexity ${ours.value.toFixed(4)}, llama.cpp's ${theirs} over ${ours.tokens} tokens`);
  expect(ours.tokens).toBe(contexts * context);
  expect(Math.abs(ours.value / theirs - 1)).toBeLessThan(0.003);
}, 600_000);

/** As llama-perplexity has it: of the second half of each whole context, which begins with the token that texts begin with. */
function perplexity(model: LoadedModel, context: number, contexts: number): { value: number; tokens: number } {
  const decoder = model.evaluator as Decoder;
  const tokens = model.tokenizer.encode(text, { addSpecial: true, parseSpecial: false });
  let [sum, count] = [0, 0];
  for (let c = 0; c < contexts; c++) {
    const part = [model.tokenizer.bos!, ...tokens.slice(c * context + 1, (c + 1) * context)];
    for (let past = 0; past < context; past += 64) {
      const chunk = part.slice(past, past + 64);
      if (past + 64 <= context / 2) {
        decoder.prefill(0, chunk, past);
        continue;
      }
      const logits = decoder.prefillAll(0, chunk, past);
      for (const i of chunk.keys()) {
        const [place, next] = [past + i, part[past + i + 1]];
        if (place < context / 2 || next === undefined) continue;
        sum -= logprobs(logits.subarray(i * model.logitsLength, (i + 1) * model.logitsLength), next, 0).logprob;
        count++;
      }
    }
  }
  return { value: Math.exp(sum / count), tokens: contexts * context };
}
