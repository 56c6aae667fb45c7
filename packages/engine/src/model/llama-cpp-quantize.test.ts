import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { readGguf } from "../gguf/reader.ts";
import { OurSide, partingOf } from "./llama-cpp-ours.ts";
import { llamaCppAbsent } from "./llama-cpp-programs.ts";
import { quantizationNames, quantize, writeEvenImportance } from "./llama-cpp-quantize.ts";
import { exactAttention, LlamaServer } from "./llama-cpp-server.ts";
import { writeAsF16 } from "./testing.ts";

/** The model that comes with the server, and prompts that it answers. */
const embedded = resolve(import.meta.dir, "../../../server/model/cria.gguf");
const answers = resolve(import.meta.dir, "../../../server/model/llama-greedy.json");
const absent = llamaCppAbsent || !existsSync(embedded) || !existsSync(answers);

/** Of 60. */
const promptCount = Number(process.env.CRIA_LLAMA_PROMPTS ?? 20);
const tokenCount = 48;

/**
 * Where texts part, the two tokens have nearly the same log-probability. A greater difference must come from llama.cpp's
 * flash attention, whose sums have 16 bits: without it, there is none.
 */
const limit = 0.02;

/**
 * Types that leave nothing of the model's sense: its likeliest tokens are nearly as likely as each other. Which one leads
 * depends on the last bit of any number: llama.cpp with flash attention agrees with llama.cpp without it in a fifth to
 * three quarters of the texts. So they are compared without, and part more often.
 */
const senseless = ["Q1_0", "Q2_0", "TQ1_0", "TQ2_0", "IQ1_S", "IQ1_M"];

const folder = mkdtempSync(join(tmpdir(), "cria-llama-cpp-"));
const [f16, importance] = [join(folder, "f16.gguf"), join(folder, "importance.gguf")];
beforeAll(async () => {
  if (absent) return;
  await writeAsF16(embedded, f16);
  await writeEvenImportance(importance, await readGguf(f16));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** MXFP4 is for experts alone, unless all is to be of one type. */
const names = absent ? [] : [...(await quantizationNames()), "--pure MXFP4_MOE"];

describe.skipIf(absent)("llama-quantize's output (skipped without llama.cpp's programs and the embedded model)", () => {
  test("has many types", () => expect(names.length).toBeGreaterThan(30));

  const greedyText = async (name: string) => {
    const isSenseless = senseless.includes(name);
    const modelPath = join(folder, "quantized.gguf");
    await quantize(f16, modelPath, name, importance);
    await using ours = await OurSide.start(modelPath);
    await using theirs = await LlamaServer.start(modelPath, isSenseless ? exactAttention : []);
    const prompts: [prompt: string, answer: string][] = JSON.parse(readFileSync(answers, "utf8"));
    const further: number[][] = [];
    let parted = 0;
    for (const [prompt] of prompts.slice(0, promptCount)) {
      const ids = ours.tokenizer.encode(prompt, { addSpecial: true, parseSpecial: true });
      const parting = await partingOf(ours, theirs, ids, tokenCount);
      if (!parting) continue;
      parted++;
      console.log(`${name}: ${JSON.stringify(prompt)} parts:`, parting);
      if (isSenseless) expect(parting.gap).toBeLessThan(0.25);
      else if (!(parting.gap < limit)) further.push(ids);
    }
    expect(parted).toBeLessThanOrEqual(promptCount / (isSenseless ? 2 : 10));
    if (further.length === 0) return;
    await using exact = await LlamaServer.start(modelPath, exactAttention);
    for (const ids of further) expect((await partingOf(ours, exact, ids, tokenCount))?.gap ?? 0).toBeLessThan(limit);
  };
  test.each(names)("gives llama.cpp's greedy text: %s", greedyText, 120_000);
});
