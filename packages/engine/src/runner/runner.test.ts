import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { storiesAbsent, storiesPath } from "../gguf/testing.ts";
import { greedyOptions } from "./greedy-options.ts";
import { tokensAtOnce } from "./protocol.ts";
import { startRunner } from "./start.ts";
import type { DoneEvent, GenerateOptions, GenerateRequest, Runner, RunnerSettings, TokenLogprob } from "./types.ts";

const folder = mkdtempSync(join(tmpdir(), "cria-runner-"));
afterAll(() => rmSync(folder, { recursive: true }));

const settings: RunnerSettings = {
  modelPath: storiesPath,
  cacheDir: join(folder, "cache"),
  cacheKey: "stories",
  numCtx: 512,
  numParallel: 8,
  numBatch: 128,
  numThreads: 1,
};

const greedy: GenerateOptions = { ...greedyOptions, numPredict: 200, numKeep: 4 };

/** What the author of the model published for greedy decoding. */
const published =
  "Once upon a time, there was a little girl named Lily. She loved to play outside in the park. One day, she saw a " +
  "big, red ball. She wanted to play with it, but it was too high.\nLily's mom said, \"Lily, let's go to the " +
  "park.\" Lily was sad and didn't know what to do. She said, \"I want to play with your ball, but I can't find " +
  "it.\"\nLily was sad and didn't know what to do. She said, \"I'm sorry, Lily. I didn't know what to do.\"\nLily " +
  "didn't want to help her mom, so she";

const prompts = ["Once upon a time", "Lily", "The dog", "One day", "He was", "She", "Tom and", "There was a"];

async function answer(
  runner: Runner,
  prompt: GenerateRequest["prompt"],
  options: Partial<GenerateOptions> = {},
): Promise<{ text: string; done: DoneEvent; logprobs: TokenLogprob[] }> {
  let text = "";
  const logprobs: TokenLogprob[] = [];
  for await (const event of runner.generate({ prompt, options: { ...greedy, ...options } })) {
    if (event.type === "done") return { text, done: event, logprobs };
    text += event.text;
    logprobs.push(...(event.logprobs ?? []));
  }
  throw new Error("the answer has no end");
}

const alive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe.skipIf(storiesAbsent)("a runner with the stories260k model (skipped without shared/fixtures)", () => {
  let runner: Runner;
  beforeAll(async () => {
    runner = await startRunner(settings);
  });
  afterAll(() => runner?.stop());

  test("tells the text that the model's author published", async () => {
    const { text, done } = await answer(runner, "Once upon a time");
    expect(`Once upon a time${text}`.slice(0, published.length)).toBe(published);
    expect(done).toMatchObject({ reason: "length", promptTokens: 5, generatedTokens: 200 });
  });

  test.each([0, 0.8])(
    "eight requests at once get the texts that they get alone (temperature %d)",
    async (temperature) => {
      const options = { temperature, seed: 7, numPredict: 120 };
      const alone = [];
      for (const prompt of prompts) alone.push((await answer(runner, prompt, options)).text);
      const together = await Promise.all(prompts.map((prompt) => answer(runner, prompt, options)));
      expect(together.map(({ text }) => text)).toEqual(alone);
    },
  );

  test("reusing a cached prefix does not change the text", async () => {
    const story = `${published}, as she had never`;
    const options = { numPredict: 40 };
    const other = await startRunner({ ...settings, numParallel: 1 });
    const fresh = await answer(other, story, options);
    await answer(other, story.slice(0, 200), { numPredict: 1 });
    const partly = await answer(other, story, options);
    const wholly = await answer(other, story, options);
    await other.stop();
    expect(fresh.done.cachedTokens).toBe(0);
    expect(partly.done.cachedTokens).toBeGreaterThan(40);
    expect(wholly.done.cachedTokens).toBe(wholly.done.promptTokens - 1);
    expect([partly.text, wholly.text]).toEqual([fresh.text, fresh.text]);
  });

  test("stop texts end the answer and are no part of it", async () => {
    const { text, done } = await answer(runner, "Once upon a time", { stop: ["red ball", "never there"] });
    expect(text.endsWith("she saw a big, ")).toBe(true);
    expect(done.reason).toBe("stop");
  });

  test("log probabilities belong to the tokens of the text", async () => {
    const { text, logprobs } = await answer(runner, "Once upon a time", { numPredict: 3, topLogprobs: 3 });
    expect(logprobs.map(({ token }) => token).join("")).toBe(text);
    // From Ollama 0.33 for the same model and prompt.
    const recorded = [-0.03178099915385246, -0.06838559359312057, -0.015975691378116608];
    logprobs.forEach(({ logprob, topLogprobs }, i) => {
      expect(logprob).toBeCloseTo(recorded[i]!, 3);
      expect(topLogprobs).toHaveLength(3);
      expect(topLogprobs[0]!.logprob).toBe(logprob);
    });
  });

  test("no tokens wanted, none given", async () => {
    const { text, done } = await answer(runner, "Once", { numPredict: 0 });
    expect([text, done.generatedTokens, done.reason]).toEqual(["", 0, "length"]);
  });

  test("an answer goes on beyond the context by shifting, or ends there", async () => {
    const shifted = await answer(runner, "Once upon a time", { numPredict: 1200 });
    expect(shifted.done.generatedTokens).toBe(1200);
    expect(shifted.text).toContain("Lily");
    const ended = await answer(runner, "Once upon a time", { numPredict: 1200, shift: false });
    expect(ended.done).toMatchObject({ reason: "length", generatedTokens: 512 - 5 + 1 });
  });

  test("prompts that can't be evaluated are refused", async () => {
    const long = answer(runner, "the dog ran ".repeat(300));
    await expect(long).rejects.toMatchObject({
      code: "context",
      message: expect.stringMatching(/^request \(\d+ tokens\) exceeds the available context size \(512 tokens\)/),
    });
    await expect(answer(runner, [1, 512])).rejects.toMatchObject({ code: "request" });
    await expect(answer(runner, [])).rejects.toMatchObject({ code: "request" });
    await expect(runner.detokenize([-1], false)).rejects.toMatchObject({ code: "request" });
    await expect(answer(runner, "x", { repeatPenalty: 0 })).rejects.toMatchObject({ code: "request" });
  });

  test("tokenises as the model does", async () => {
    expect(await runner.tokenize("Once upon a time", true)).toEqual([1, 403, 407, 261, 378]);
    expect(await runner.detokenize([403, 407, 261, 378], false)).toBe("Once upon a time");
    expect(await runner.tokenize("", false)).toEqual([]);
    const long = "Once upon a time".repeat(20_000);
    const tokens = await runner.tokenize(long, false);
    expect(tokens.length).toBeGreaterThan(2 * tokensAtOnce);
    expect((await runner.detokenize(tokens, false)) === long).toBe(true);
  });

  test("aborting ends an answer and frees its slot", async () => {
    const single = await startRunner({ ...settings, numParallel: 1 });
    const abort = new AbortController();
    const endless = { ...greedy, numPredict: -1 };
    const reading = (async () => {
      for await (const _ of single.generate({ prompt: "Lily", options: endless }, abort.signal)) {
        // Wait until it runs.
        if (!abort.signal.aborted) setTimeout(() => abort.abort(new Error("enough")), 20);
      }
    })();
    await expect(reading).rejects.toThrow("enough");
    // The only slot is free again.
    expect((await answer(single, "Once", { numPredict: 5 })).done.generatedTokens).toBe(5);
    for await (const _ of single.generate({ prompt: "Lily", options: endless })) break;
    expect((await answer(single, "Once", { numPredict: 5 })).done.generatedTokens).toBe(5);
    await single.stop();
  });

  test("killed in the middle of an answer, it fails that answer; stopping leaves no process", async () => {
    const doomed = await startRunner({ ...settings, numParallel: 1 });
    const reading = (async () => {
      for await (const _ of doomed.generate({ prompt: "Lily", options: { ...greedy, numPredict: -1 } })) {
        process.kill(doomed.pid, "SIGKILL");
      }
    })();
    await expect(reading).rejects.toMatchObject({ code: "died", message: "signal: SIGKILL" });
    await expect(doomed.tokenize("x", true)).rejects.toMatchObject({ code: "died" });
    const stopped = await startRunner({ ...settings, numParallel: 1 });
    await stopped.stop();
    expect(alive(stopped.pid)).toBe(false);
  });

  test("a runner does not outlive its parent", async () => {
    const parent = `
      import { startRunner } from ${JSON.stringify(join(import.meta.dir, "start.ts"))};
      const runner = await startRunner(${JSON.stringify(settings)});
      console.log(runner.pid);
      setInterval(() => {}, 1000);`;
    const script = join(folder, "parent.ts");
    writeFileSync(script, parent);
    const child = Bun.spawn([process.execPath, script], { stdout: "pipe" });
    const { value } = await child.stdout.getReader().read();
    const pid = Number(new TextDecoder().decode(value));
    expect(alive(pid)).toBe(true);
    child.kill("SIGKILL");
    for (let i = 0; i < 100 && alive(pid); i++) await Bun.sleep(20);
    expect(alive(pid)).toBe(false);
  });

  test("weights are transcoded once, and a load that is aborted leaves nothing behind", async () => {
    const cacheDir = join(folder, "other");
    const abort = new AbortController();
    const aborted = startRunner({ ...settings, cacheDir }, { signal: abort.signal });
    abort.abort(new Error("changed my mind"));
    await expect(aborted).rejects.toThrow("changed my mind");
    const partials = () => {
      const names = existsSync(cacheDir) ? (readdirSync(cacheDir, { recursive: true }) as string[]) : [];
      return names.filter((name) => name.endsWith(".partial"));
    };
    expect(partials()).toEqual([]);
    const stages: string[] = [];
    for (let i = 0; i < 2; i++) {
      const again = await startRunner({ ...settings, cacheDir }, { onProgress: ({ stage }) => stages.push(stage) });
      await again.stop();
    }
    expect(stages.filter((stage) => stage === "loading")).toHaveLength(2);
    expect(stages.lastIndexOf("transcoding")).toBeLessThan(stages.indexOf("loading"));
    expect(partials()).toEqual([]);
  });

  test("an answer makes the cache keep the weights rather than others", async () => {
    const home = join(settings.cacheDir, settings.cacheKey);
    const record = join(home, readdirSync(home)[0]!, "entry.json");
    const before = new Date(Date.now() - 3_600_000);
    utimesSync(record, before, before);
    await answer(runner, "Once", { numPredict: 1 });
    expect(Date.now() - statSync(record).mtimeMs).toBeLessThan(60_000);
  });

  test("a load tells what memory it needs before it takes any, and ends where that is refused", async () => {
    const needs: number[] = [];
    const admitted = await startRunner(settings, { admit: async (bytes) => void needs.push(bytes) });
    expect(needs).toEqual([admitted.info.memoryBytes]);
    await admitted.stop();
    const cacheDir = join(folder, "refused");
    const refused = startRunner({ ...settings, cacheDir }, { admit: () => Promise.reject(new Error("too large")) });
    await expect(refused).rejects.toThrow("too large");
    expect(existsSync(cacheDir)).toBe(false);
  });

  test("a damaged model is refused in words", async () => {
    const damaged = join(folder, "damaged.gguf");
    writeFileSync(damaged, readFileSync(storiesPath));
    truncateSync(damaged, 100_000);
    await expect(startRunner({ ...settings, modelPath: damaged, cacheKey: "damaged" })).rejects.toMatchObject({
      code: "model",
    });
    expect(existsSync(join(settings.cacheDir, "damaged"))).toBe(false);
    writeFileSync(damaged, "not a model");
    await expect(startRunner({ ...settings, modelPath: damaged })).rejects.toMatchObject({ code: "model" });
    await expect(startRunner({ ...settings, modelPath: join(folder, "absent") })).rejects.toMatchObject({
      code: "model",
    });
  });
});
