import { describe, expect, test } from "bun:test";
import type { GenerateResponse } from "@cria/spec";
import fc from "fast-check";
import { FakeServer, fakeModel, readLines } from "../inference/fakes.ts";
import type { FakeRunnerOptions } from "../scheduler/fake-runner.ts";
import { settle } from "../scheduler/virtual-clock.ts";
import { generate } from "./generate.ts";
import { server } from "./generate-harness.ts";

describe("load and unload", () => {
  test("an empty prompt loads, as one object whatever stream says", async () => {
    const { fake, ask } = server();
    const response = await ask({ model: " plain ", stream: true });
    expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
    const body = (await response.json()) as GenerateResponse;
    expect(body).toEqual({
      model: " plain ",
      created_at: body.created_at,
      response: "",
      done: true,
      done_reason: "load",
    });
    expect(fake.context.scheduler.list()).toHaveLength(1);
  });

  test("keep_alive 0 unloads without loading or checking, also in the middle of an answer", async () => {
    const { fake, ask } = server({ pace: () => new Promise((resolve) => setTimeout(resolve, 5)) });
    const unloaded = await ask({ model: "plain", keep_alive: 0, think: true, options: { top_k: "x" } });
    expect(await unloaded.json()).toMatchObject({ response: "", done: true, done_reason: "unload" });
    expect(fake.runners.started).toHaveLength(0);
    const answering = ask({ model: "plain", prompt: "x" }).then(readLines);
    await settle();
    await ask({ model: "plain", keep_alive: "0s" });
    expect((await answering).at(-1)).toMatchObject({ done: true, done_reason: "stop" });
    await settle();
    expect(fake.runners.alive).toBe(0);
  });
});

describe("answers", () => {
  test("a stream has a frame per piece and one final frame, keys in order", async () => {
    const { ask } = server();
    const response = await ask({ model: "plain", prompt: "hi" });
    expect(response.headers.get("content-type")).toBe("application/x-ndjson");
    const frames = await readLines(response);
    expect(frames.map((frame) => frame.response)).toEqual(["Once", " upon", " a time", ""]);
    expect(frames.map((frame) => frame.done)).toEqual([false, false, false, true]);
    for (const frame of frames.slice(0, -1))
      expect(Object.keys(frame)).toEqual(["model", "created_at", "response", "done"]);
    expect(Object.keys(frames.at(-1)!)).toEqual([
      "model",
      "created_at",
      "response",
      "done",
      "done_reason",
      "context",
      "total_duration",
      "load_duration",
      "prompt_eval_count",
      "prompt_eval_duration",
      "eval_count",
      "eval_duration",
    ]);
    expect(frames.at(-1)).toMatchObject({ done_reason: "stop", prompt_eval_count: 3, eval_count: 3 });
  });

  test("context is prompt and answer in tokens without BOS; raw has none", async () => {
    const { whole } = server({ answer: () => ["b"] });
    expect((await whole({ model: "plain", prompt: "a" })).context).toEqual([97, 98]);
    expect("context" in (await whole({ model: "plain", prompt: "a", raw: true }))).toBe(false);
  });

  test("num_predict 0 ends at once", async () => {
    const { whole } = server();
    const body = await whole({ model: "plain", prompt: "a", options: { num_predict: 0 } });
    expect(body).toMatchObject({ response: "", done: true, done_reason: "length" });
    expect("eval_count" in body).toBe(false);
  });

  test("options reach the engine: the model's, then the request's", async () => {
    const model = fakeModel("m", { parameters: { temperature: 0, stop: ["a"], top_k: 7 } });
    const fake = new FakeServer([model]);
    await fake.call("generate", generate, {
      model: "m",
      prompt: "x",
      stream: false,
      options: { top_k: 9.9, num_ctx: 64 },
    });
    const [runner] = fake.runners.started;
    expect(runner?.settings).toMatchObject({
      numCtx: 64,
      modelPath: "/blobs/m",
      cacheKey: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(runner?.requests[0]?.options).toMatchObject({
      temperature: 0,
      topK: 9,
      stop: ["a"],
      numPredict: 640,
      shift: true,
    });
  });

  test("log probabilities: per frame, concatenated, alternatives only if asked for", async () => {
    const logprob = (token: string) => ({ token, logprob: -1, bytes: [...Buffer.from(token)] });
    const piece = (text: string) => ({
      type: "text" as const,
      text,
      logprobs: [{ ...logprob(text), topLogprobs: [logprob(text), logprob("z")] }],
    });
    const { fake, whole } = server({ answer: () => [piece("a"), piece("")] });
    const plain = { model: "plain", prompt: "x" };
    const a = { token: "a", logprob: -1, bytes: [97] };
    const empty = { token: "", logprob: -1 };
    expect((await whole({ ...plain, logprobs: true })).logprobs).toEqual([a, empty]);
    expect((await whole({ ...plain, logprobs: true, top_logprobs: 1 })).logprobs).toEqual([
      { ...a, top_logprobs: [a] },
      { ...empty, top_logprobs: [empty] },
    ]);
    expect("logprobs" in (await whole({ ...plain, top_logprobs: 2 }))).toBe(false);
    const asked = fake.runners.started[0]!.requests.map((request) => request.options.topLogprobs);
    expect(asked).toEqual([0, 1, undefined]);
  });

  test("a model caught in a loop is stopped, without a final frame", async () => {
    const { ask, whole } = server({ answer: () => ["{", ...new Array(50).fill(" ")] });
    const frames = await readLines(await ask({ model: "plain", prompt: "x" }));
    expect(frames.every((frame) => frame.done === false)).toBe(true);
    // What the original gave for such a loop.
    expect(frames.map((frame) => frame.response).join("")).toBe(`{${" ".repeat(31)}`);
    expect(await whole({ model: "plain", prompt: "x" })).toMatchObject({ done: false, response: `{${" ".repeat(31)}` });
  });

  test("any pieces: frames joined are the unstreamed answer, with exactly one final frame, the last", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: "grapheme", maxLength: 4 }), { maxLength: 20 }),
        fc.boolean(),
        async (pieces, raw) => {
          const { ask, whole } = server({ answer: () => pieces });
          const body = { model: "plain", prompt: "x", raw };
          const frames = await readLines(await ask(body));
          const joined = frames.map((frame) => frame.response).join("");
          const merged = await whole(body);
          expect(joined).toBe(merged.response);
          expect(joined).toBe(pieces.join(""));
          expect(frames.map((frame) => frame.done)).toEqual([...frames.slice(1).map(() => false), true]);
          expect(frames.at(-1)!.context).toEqual(merged.context);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe("clients that leave", () => {
  const slow: FakeRunnerOptions = { pace: () => new Promise((resolve) => setTimeout(resolve, 20)) };
  test("in mid-answer: decoding ends and the runner is free", async () => {
    const { fake, ask } = server(slow);
    const client = new AbortController();
    const response = await ask({ model: "plain", prompt: "x" }, client.signal);
    client.abort();
    await response.text().catch(() => undefined);
    await settle();
    expect(fake.runners.started[0]?.inFlight).toBe(0);
    expect(fake.clock.pending).toBe(1);
  });

  test("before the answer: the same without a stream", async () => {
    const { fake, ask } = server(slow);
    const client = new AbortController();
    const response = ask({ model: "plain", prompt: "x", stream: false }, client.signal);
    await settle();
    client.abort();
    await response;
    await settle();
    expect(fake.runners.started[0]?.inFlight).toBe(0);
    expect(fake.clock.pending).toBe(1);
  });

  test("while the model loads: 499", async () => {
    const { ask } = server();
    const client = new AbortController();
    const response = ask({ model: "plain", prompt: "x" }, client.signal);
    client.abort();
    expect((await response).status).toBe(499);
  });
});
