// Runs small files of every family in both engines. Run by engines.test.ts in a process of its own.
import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { loadModel } from "@cria/engine";
import { parseBench } from "../llamacpp/bench-output.ts";
import { Programs } from "../llamacpp/programs.ts";
import { parseOptions } from "../options.ts";
import { mixFile } from "./mix-file.ts";
import { modelFile } from "./model-file.ts";
import { tinyShapes } from "./testing.ts";

const folder = mkdtempSync(join(tmpdir(), "cria-bench-"));
afterAll(() => rmSync(folder, { recursive: true }));

const programs = Programs.in(parseOptions([], process.env)!.toolsDir);
if (!programs) console.warn("Not tested with llama.cpp: its programs aren't there.");

/** Evaluates a prompt and four more tokens in Cria: logits are of ordinary size, and tokens don't all lead to the same. */
async function runInCria(modelPath: string, vocabSize: number): Promise<void> {
  const cache = { cacheDir: join(folder, "cache"), cacheKey: basename(modelPath), cacheBytes: 1 << 30 };
  const sizes = { numCtx: 64, numParallel: 1, numBatch: 64, numThreads: 1 };
  using model = await loadModel({ modelPath, ...cache, ...sizes });
  const tokens = Uint32Array.from({ length: 20 }, (_, i) => 259 + 3 * i);
  const places = [model.evaluator.prefill(0, tokens.subarray(0, 16), 0).slice(0, vocabSize)];
  for (let past = 16; past < tokens.length; past++) {
    places.push(model.evaluator.step(0, [tokens[past]!], [past]).slice(0, vocabSize));
  }
  for (const [i, logits] of places.entries()) {
    const size = Math.sqrt(dot(logits, logits) / vocabSize);
    expect(size).toBeGreaterThan(0.2);
    expect(size).toBeLessThan(5);
    const before = places[i - 1];
    if (before) expect(dot(before, logits) / Math.hypot(...before) / Math.hypot(...logits)).toBeLessThan(0.8);
  }
}

const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

async function runInLlamaCpp(programs: Programs, modelPath: string): Promise<void> {
  const args = ["--model", modelPath, "--threads", "1", "-p", "16", "-n", "4", "-r", "1", "-o", "jsonl"];
  const { stdout } = await programs.run("llama-bench", args);
  expect(parseBench(stdout).map(({ promptTokens, generated }) => [promptTokens, generated])).toEqual([
    [16, 0],
    [0, 4],
  ]);
}

describe.each(tinyShapes)("$title", (shape) => {
  test("a file of one type runs in Cria", async () => {
    await runInCria(await modelFile(folder, shape, "Q4_0", 1), shape.vocabSize);
  });

  test.skipIf(!programs)("and in llama.cpp", async () => {
    await runInLlamaCpp(programs!, await modelFile(folder, shape, "Q4_0", 1));
  });

  // The second wants an importance matrix.
  test.skipIf(!programs).each(["Q4_K_M", "Q2_K_S"] as const)("a mixture runs in both (%s)", async (mix) => {
    const path = await mixFile(folder, shape, mix, 1, programs!, 1);
    await runInCria(path, shape.vocabSize);
    await runInLlamaCpp(programs!, path);
  });
});
