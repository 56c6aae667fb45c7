import { afterAll, beforeAll, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tinyEncoders } from "../architectures/tiny/encoders.ts";
import { textOf } from "../architectures/tiny/reference.ts";
import { greedyOptions } from "./greedy-options.ts";
import { startRunner } from "./start.ts";
import { type Embedding, type Runner, RunnerError } from "./types.ts";

const folder = mkdtempSync(join(tmpdir(), "cria-embed-"));
let runner: Runner;

async function start(name: string): Promise<Runner> {
  const encoder = tinyEncoders.find((each) => each.name === name)!;
  const modelPath = join(folder, `${name}.gguf`);
  await encoder.make(encoder.poolings.includes("mean") ? "mean" : encoder.poolings[0]!).write(modelPath);
  const sizes = { numCtx: 128, numParallel: 1, numBatch: 512, numThreads: 1 };
  return startRunner({ modelPath, cacheDir: join(folder, "cache"), cacheKey: name, ...sizes });
}

beforeAll(async () => {
  runner = await start("bert");
});
afterAll(async () => {
  await runner.stop();
  rmSync(folder, { recursive: true });
});

const embed = (inputs: readonly (readonly number[])[], signal?: AbortSignal) =>
  runner.embed({ inputs, truncate: true }, signal);
const text = textOf(500);
const texts = (count: number) => Array.from({ length: count }, (_, i) => text.slice(i % 480, (i % 480) + 1 + (i % 20)));

test("says what it gives", () => {
  expect(runner.info.embedding).toEqual({ pooling: "mean", dimensions: 96, longest: 128 });
  expect(runner.info.memoryBytes).toBeGreaterThan(0);
});

test("gives vectors in the order of the inputs, with their tokens", async () => {
  const inputs = texts(40);
  const all = await embed(inputs);
  expect(all.map(({ tokens }) => tokens)).toEqual(inputs.map(({ length }) => length));
  for (const i of [0, 7, 39]) expect(await embed([inputs[i]!])).toEqual([all[i]!]);
  expect(await embed([])).toEqual([]);
});

test("cuts inputs that are too long, or says which one is", async () => {
  const long = textOf(200);
  const [cut] = await embed([long]);
  expect(cut).toEqual((await embed([long.slice(0, 128)]))[0]!);
  const refused = runner.embed({ inputs: [[1], long], truncate: false });
  expect(await refused.catch((error) => error)).toMatchObject({ code: "context", promptTokens: 200, input: 1 });
  expect((await embed([[1]])).length).toBe(1);
});

test("refuses tokens that there are not, pairs, and prompts", async () => {
  const wrong = runner.embed({ inputs: [[1], [999]], truncate: true });
  expect(await wrong.catch((error) => error)).toMatchObject({ code: "request", input: 1 });
  const pair = runner.embed({ inputs: [{ query: "a", document: "b" }], truncate: true });
  expect(await pair.catch((error) => error)).toMatchObject({ code: "request" });
  const answer = Array.fromAsync(runner.generate({ prompt: [1], options: { ...greedyOptions, numPredict: 1 } }));
  expect(await answer.catch((error: unknown) => error)).toMatchObject({ code: "request" });
});

test("a short request does not wait for a long one, and gets what it gets alone", async () => {
  const alone = await embed([[5, 6, 7]]);
  const order: string[] = [];
  const long = embed(texts(3000)).then((all) => order.push(`long ${all.length}`));
  const short = embed([[5, 6, 7]]).then((all: Embedding[]) => {
    order.push("short");
    expect(all).toEqual(alone);
  });
  await Promise.all([long, short]);
  expect(order).toEqual(["short", "long 3000"]);
});

test("aborting ends the work", async () => {
  const controller = new AbortController();
  const long = embed(texts(10_000), controller.signal).catch((error: unknown) => error);
  await embed([[1, 2]]);
  controller.abort(new Error("gone"));
  expect(await long).toMatchObject({ message: "gone" });
  const started = performance.now();
  await embed([[1, 2]]);
  // What was left would have taken many times as long.
  expect(performance.now() - started).toBeLessThan(2000);
  expect(await embed([[1]], AbortSignal.abort(new Error("before"))).catch((error) => error.message)).toBe("before");
});

test.skipIf(!existsSync("/proc/self/status"))("memory does not grow with the number of texts", async () => {
  const peak = () => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${runner.pid}/status`, "utf8"))![1]) / 1024;
  await embed(texts(1000));
  const before = peak();
  for (let i = 0; i < 4; i++) await embed(texts(1000));
  expect(peak() - before).toBeLessThan(64);
});

test("a model that ranks gives scores that do not depend on the other documents", async () => {
  const ranker = await start("bert-classifier");
  try {
    expect(ranker.info.embedding).toMatchObject({ pooling: "rank", dimensions: 2 });
    const pairs = ["t9t8", "t1t2t3", "t7"].map((document) => ({ query: "t4t5", document }));
    const all = await ranker.embed({ inputs: pairs, truncate: true });
    expect(all.map(({ tokens }) => tokens)).toEqual([6, 7, 5]);
    const turned = await ranker.embed({ inputs: pairs.toReversed(), truncate: true });
    expect(turned.toReversed()).toEqual(all);
  } finally {
    await ranker.stop();
  }
});

test("a model that generates gives no embeddings", async () => {
  const { tinyLlamas } = await import("../architectures/tiny/llama.ts");
  const modelPath = join(folder, "llama.gguf");
  await tinyLlamas[0]!().write(modelPath);
  const sizes = { numCtx: 64, numParallel: 1, numBatch: 64, numThreads: 1 };
  const generator = await startRunner({ modelPath, cacheDir: join(folder, "cache"), cacheKey: "llama", ...sizes });
  try {
    expect(generator.info.embedding).toBeUndefined();
    const refused = await generator.embed({ inputs: [[1]], truncate: true }).catch((error) => error);
    expect(refused).toBeInstanceOf(RunnerError);
    expect(refused).toMatchObject({ code: "request" });
  } finally {
    await generator.stop();
  }
});
