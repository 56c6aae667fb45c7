import { afterAll, beforeAll, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { greedyOptions } from "../runner/greedy-options.ts";
import { startRunner } from "../runner/start.ts";
import type { Runner } from "../runner/types.ts";
import { relativeError, writeAsF16 } from "./testing.ts";

/** The model that comes with the server, and what llama.cpp makes of it at F16: the largest log-probabilities after a prompt. */
const model = resolve(import.meta.dir, "../../../server/model/cria.gguf");
const expected = resolve(import.meta.dir, "../../../server/model/llama-logits.json");
const absent = !existsSync(model) || !existsSync(expected);

const options = { ...greedyOptions, numPredict: 1 };

let runner: Runner;
const folder = mkdtempSync(join(tmpdir(), "cria-logits-"));
beforeAll(async () => {
  if (absent) return;
  const modelPath = join(folder, "f16.gguf");
  await writeAsF16(model, modelPath);
  const sizes = { numCtx: 512, numParallel: 1, numBatch: 512, numThreads: 1 };
  runner = await startRunner({ modelPath, cacheDir: join(folder, "cache"), cacheKey: "f16", ...sizes });
});
afterAll(async () => {
  await runner?.stop();
  rmSync(folder, { recursive: true });
});

test.skipIf(absent)("logits at F16 are llama.cpp's (skipped without the server's embedded model)", async () => {
  const vectors: [prompt: string, logprobs: number[]][] = JSON.parse(readFileSync(expected, "utf8"));
  expect(vectors.length).toBeGreaterThanOrEqual(20);
  for (const [prompt, theirs] of vectors) {
    const ours: number[] = [];
    for await (const event of runner.generate({ prompt, options: { ...options, topLogprobs: theirs.length } })) {
      if (event.type === "text") ours.push(...(event.logprobs?.[0]?.topLogprobs.map(({ logprob }) => logprob) ?? []));
    }
    expect(ours).toHaveLength(theirs.length);
    expect(relativeError(ours, theirs)).toBeLessThan(2e-3);
  }
});
