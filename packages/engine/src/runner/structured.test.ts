import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import fc from "fast-check";
import { storiesAbsent, storiesPath } from "../gguf/testing.ts";
import { modelSchema } from "../grammar/testing.ts";
import { greedyOptions } from "./greedy-options.ts";
import { startRunner } from "./start.ts";
import type { DoneEvent, GenerateOptions, Runner, TokenLogprob } from "./types.ts";

const folder = mkdtempSync(join(tmpdir(), "cria-structured-"));
afterAll(() => rmSync(folder, { recursive: true }));

const options: GenerateOptions = {
  ...greedyOptions,
  repeatPenalty: 1.1,
  repeatLastN: 64,
  numPredict: 150,
  numKeep: 4,
};

async function answer(runner: Runner, prompt: string, more: Partial<GenerateOptions>) {
  let text = "";
  const logprobs: TokenLogprob[] = [];
  for await (const event of runner.generate({ prompt, options: { ...options, ...more } })) {
    if (event.type === "done") return { text, logprobs, done: event satisfies DoneEvent };
    text += event.text;
    logprobs.push(...(event.logprobs ?? []));
  }
  throw new Error("the answer has no end");
}

// Quotients such as 600537.93 / 0.01 are inexact.
const ajv = new Ajv2020({ strict: false, multipleOfPrecision: 5, logger: false, validateSchema: false });
addFormats.default(ajv as never);

function start(modelPath: string, cacheKey: string): Promise<Runner> {
  const sizes = { numCtx: 512, numParallel: 8, numBatch: 128, numThreads: 1 };
  return startRunner({ modelPath, cacheDir: join(folder, "cache"), cacheKey, ...sizes });
}

/** Asks for values of random schemas, eight at a time; all that come to an end are valid. */
async function checkSchemas(runner: Runner, count: number): Promise<void> {
  const schemas = fc.sample(modelSchema, { numRuns: count, seed: 7 }) as object[];
  let ended = 0;
  for (let at = 0; at < schemas.length; at += 8) {
    const asked = schemas.slice(at, at + 8).map(async (schema, index) => {
      const grammar = { schema: JSON.stringify(schema) };
      const more = { grammar, temperature: index % 2, seed: at + index };
      const { text, done } = await answer(runner, "Once upon a time", more);
      if (done.reason === "length") return;
      ended++;
      const validate = ajv.compile(schema);
      if (!validate(JSON.parse(text))) throw new Error(`${text}: ${JSON.stringify(validate.errors)}`);
      ajv.removeSchema(schema);
    });
    await Promise.all(asked);
  }
  expect(ended).toBeGreaterThan(count / 4);
}

describe.skipIf(storiesAbsent)("structured output of the stories260k model (skipped without shared/fixtures)", () => {
  let runner: Runner;
  beforeAll(async () => {
    runner = await start(storiesPath, "stories");
  });
  afterAll(() => runner?.stop());

  test("answers to 48 schemas are valid or cut", () => checkSchemas(runner, 48));

  test("greedy decoding fills in a form", async () => {
    const schema = {
      type: "object",
      properties: { name: { enum: ["Lily", "xyz"] }, big: { type: "boolean" } },
      required: ["name", "big"],
    };
    const { text, done } = await answer(runner, "Once upon a time, there was a little girl named", {
      grammar: { schema: JSON.stringify(schema) },
    });
    expect(JSON.parse(text).name).toBe("Lily");
    expect(done.reason).toBe("stop");
    expect(done.unenforced).toBeUndefined();
  });

  test("what can't be enforced is told before anything else, and at the end", async () => {
    const grammar = { schema: '{"type":"array","contains":{"const":1},"items":{"const":2},"maxItems":1}' };
    const prompt = "One";
    const events = await Array.fromAsync(runner.generate({ prompt, options: { ...options, grammar } }));
    expect(events[0]).toEqual({ type: "text", text: "", unenforced: ["contains"] });
    expect(events.at(-1)).toMatchObject({ type: "done", reason: "stop", unenforced: ["contains"] });
  });

  test("a bias of logits forbids a token and forces another", async () => {
    const [first] = await runner.tokenize("!", false);
    const forced = await answer(runner, "Once upon a time", { logitBias: [[first!, 1000]], numPredict: 3 });
    const plain = await answer(runner, "Once upon a time", { numPredict: 1 });
    const free = (await runner.tokenize(plain.text, false)).at(-1)!;
    const barred = await answer(runner, "Once upon a time", { logitBias: [[free, -1000]], numPredict: 1 });
    expect(forced.done.generatedTokens).toBe(3);
    expect(await runner.tokenize(forced.text, false)).toContain(first!);
    expect((await runner.tokenize(barred.text, false)).at(-1)).not.toBe(free);
  });

  test("free text comes first where there is a free section", async () => {
    const grammar = { schema: '{"const":[1]}', free: { opening: "<", closing: "Lily", isOpen: true } };
    const { text, done } = await answer(runner, "Once upon a time", { grammar });
    expect(text).toMatch(/^, there was a little girl named Lily *\[1\]$/);
    expect(done.reason).toBe("stop");
    const closed = await answer(runner, "Once upon a time", {
      grammar: { ...grammar, free: { ...grammar.free, isOpen: false } },
    });
    expect(closed.text).toBe("[1]");
  });

  test("log probabilities are the model's own: finite, and those of the chosen tokens", async () => {
    const grammar = { schema: '{"const":"Lily"}' };
    const { text, logprobs } = await answer(runner, "Once upon a time", { grammar, topLogprobs: 2 });
    expect(logprobs.map(({ token }) => token).join("")).toBe(text);
    for (const { logprob, topLogprobs } of logprobs) {
      expect(Number.isFinite(logprob)).toBe(true);
      expect(topLogprobs).toHaveLength(2);
      expect(topLogprobs[0]!.logprob).toBeGreaterThanOrEqual(logprob);
    }
  });

  test("the budget cuts a value, and a stop text ends it", async () => {
    const grammar = { schema: '{"type":"string"}' };
    expect((await answer(runner, "Once", { grammar, numPredict: 5 })).done.reason).toBe("length");
    expect((await answer(runner, "Once", { grammar, stop: ["a"] })).done.reason).toBe("stop");
  });

  test("a schema that can't be used is the request's fault, and the runner goes on", async () => {
    const grammar = { schema: '{"type":"text"}' };
    await expect(answer(runner, "x", { grammar })).rejects.toMatchObject({
      code: "request",
      message: '"type" of the schema has the unknown value "text"',
    });
    expect((await answer(runner, "Once", { numPredict: 3 })).done.generatedTokens).toBe(3);
  });
});

const embeddedPath = resolve(import.meta.dirname, "../../../server/model/cria.gguf");

test.skipIf(!existsSync(embeddedPath))(
  "answers of the embedded model to 200 schemas are valid or cut (skipped while packages/server/model is empty)",
  async () => {
    const runner = await start(embeddedPath, "embedded");
    try {
      await checkSchemas(runner, 200);
    } finally {
      await runner.stop();
    }
  },
  300_000,
);
