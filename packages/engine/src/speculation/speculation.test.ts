import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { storiesAbsent, storiesPath } from "../gguf/testing.ts";
import { greedyOptions } from "../runner/greedy-options.ts";
import { startRunner } from "../runner/start.ts";
import type { DoneEvent, GenerateOptions, Runner } from "../runner/types.ts";

const folder = mkdtempSync(join(tmpdir(), "cria-speculation-"));
afterAll(() => rmSync(folder, { recursive: true }));

const story = "Once upon a time, there was a little girl named Lily. She loved to play outside in the park.";
const person = {
  type: "object",
  properties: { name_of_the_person: { enum: ["Lily", "Tim"] }, is_a_grown_up: { type: "boolean" } },
  required: ["name_of_the_person", "is_a_grown_up"],
};

describe.skipIf(storiesAbsent)("drafts of the stories260k model (skipped without shared/fixtures)", () => {
  let runner: Runner;
  beforeAll(async () => {
    const sizes = { numCtx: 256, numParallel: 2, numBatch: 64, numThreads: 1 };
    runner = await startRunner({ modelPath: storiesPath, cacheDir: folder, cacheKey: "stories", ...sizes });
  });
  afterAll(() => runner?.stop());

  async function answer(prompt: string, more: Partial<GenerateOptions>) {
    const events: string[] = [];
    let done: DoneEvent | undefined;
    const options = { ...greedyOptions, numPredict: 120, numKeep: 4, ...more };
    for await (const event of runner.generate({ prompt, options })) {
      if (event.type === "done") done = event;
      else events.push(event.text, JSON.stringify(event.logprobs ?? null));
    }
    return { text: events.join("\n"), done: done! };
  }

  test.each<[string, string, Partial<GenerateOptions>]>([
    ["a text that repeats its prompt", `${story} ${story}`, {}],
    ["with penalties", `${story} ${story}`, { repeatPenalty: 1.1, repeatLastN: 64 }],
    ["drawn with a seed", `${story} ${story}`, { temperature: 0.9, topK: 20, topP: 0.9, seed: 3 }],
    ["with log probabilities", `${story} ${story}`, { topLogprobs: 3 }],
    ["beyond the end of the context", `${story} ${story}`, { numPredict: 400, shift: true }],
    ["that ends with a stop text", `${story} ${story}`, { stop: ["mom"] }],
    ["held to a schema", story, { grammar: { schema: JSON.stringify({ type: "array", minItems: 4, items: person }) } }],
  ])("%s is the text without drafts", async (_, prompt, more) => {
    // What runs cost decides how much is drafted, so a few are asked for.
    await answer(prompt, { ...more, maxDraft: 0 });
    const plain = await answer(prompt, { ...more, maxDraft: 0 });
    const drafted = await answer(prompt, more);
    expect(drafted.text).toBe(plain.text);
    expect(drafted.done.generatedTokens).toBe(plain.done.generatedTokens);
    expect(drafted.done.reason).toBe(plain.done.reason);
    expect([plain.done.draftedTokens, plain.done.acceptedTokens]).toEqual([0, 0]);
    expect(drafted.done.acceptedTokens).toBeLessThanOrEqual(drafted.done.draftedTokens);
  });
});
