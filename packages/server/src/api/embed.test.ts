import { describe, expect, test } from "bun:test";
import { RunnerError } from "@cria/engine";
import { FakeServer, fakeGguf, fakeModel } from "../inference/fakes.ts";
import type { FakeRunnerOptions } from "../scheduler/fake-runner.ts";
import { embed } from "./embed.ts";
import { embeddings } from "./embeddings.ts";

const embedding = { pooling: "mean", dimensions: 4, longest: 8 } as const;
const raw = (text: string) => Float32Array.from({ length: 4 }, (_, i) => text.length * (i + 1));
const vector: FakeRunnerOptions["vector"] = (tokens) => raw("x".repeat(tokens.length));

function start(runner: FakeRunnerOptions = {}, metadata: Record<string, string | boolean> = {}) {
  const model = fakeModel("e", {
    can: ["embedding"],
    gguf: async () => {
      const gguf = fakeGguf();
      for (const [key, value] of Object.entries(metadata)) {
        const typed = typeof value === "string" ? { type: "string", value } : { type: "bool", value };
        (gguf.metadata as Map<string, unknown>).set(key, typed);
      }
      return gguf;
    },
  });
  const server = new FakeServer([model], { info: { embedding }, vector, ...runner });
  const ask = (body: object, signal?: AbortSignal) => server.call("embed", embed, { model: "e", ...body }, signal);
  const old = (body: object) => server.call("embeddings", embeddings, { model: "e", ...body });
  return { server, ask, old };
}

const unit = [1, 2, 3, 4].map((value) => Number(Math.fround(value / Math.sqrt(30)).toPrecision(8)));

describe("POST /api/embed", () => {
  test("gives the vectors of texts in their order, with counts and durations", async () => {
    const vector: FakeRunnerOptions["vector"] = (tokens) => Float32Array.of(tokens[1] === 97 ? -3 : 3, 0, 0, 4);
    const { ask, server } = start({ vector });
    const answer = await ask({ input: ["a", "bc", ""] });
    expect(answer.headers.get("content-type")).toBe("application/json; charset=utf-8");
    const { embeddings: given, ...rest } = (await answer.json()) as Record<string, unknown>;
    expect(given).toEqual([
      [-0.6, 0, 0, 0.8],
      [0.6, 0, 0, 0.8],
      [0.6, 0, 0, 0.8],
    ]);
    const duration = expect.any(Number);
    expect(rest).toEqual({ model: "e", total_duration: duration, load_duration: duration, prompt_eval_count: 6 });
    expect(server.runners.started[0]?.embedRequests).toEqual([{ inputs: ["a", "bc", ""], truncate: true }]);
  });

  test("a single text has a list of its own", async () => {
    const answer = await start().ask({ input: "abc" });
    const { embeddings: given } = (await answer.json()) as { embeddings: number[][] };
    expect(given.length).toBe(1);
    for (const [i, value] of unit.entries()) expect(given[0]![i]).toBeCloseTo(value, 7);
  });

  test("dimensions cut a vector, which has the length 1 again; those out of range change nothing", async () => {
    const { ask } = start();
    const first = async (dimensions: number) => {
      const { embeddings: given } = (await (await ask({ input: "abc", dimensions })).json()) as {
        embeddings: number[][];
      };
      return given[0]!;
    };
    const cut = await first(2);
    expect(cut.length).toBe(2);
    expect(cut[0]).toBeCloseTo(1 / Math.sqrt(5), 6);
    expect(cut[1]).toBeCloseTo(2 / Math.sqrt(5), 6);
    for (const dimensions of [0, -1, 4, 5]) expect((await first(dimensions)).length).toBe(4);
  });

  test("cuts a text that is too long, or refuses it if it must not", async () => {
    const { ask } = start();
    const cut = (await (await ask({ input: ["ab", "much too long"] })).json()) as { prompt_eval_count: number };
    expect(cut.prompt_eval_count).toBe(3 + 8);
    const refused = await ask({ input: ["ab", "much too long"], truncate: false });
    expect(refused.status).toBe(400);
    expect(await refused.json()).toEqual({ error: "the input length exceeds the context length" });
    expect((await ask({ input: "ab", truncate: false })).status).toBe(200);
  });

  test.each([{}, { input: "" }, { input: [] }, { input: null }])(
    "%j loads the model and embeds nothing",
    async (body) => {
      const { ask, server } = start();
      expect(await (await ask(body)).json()).toEqual({ model: "e", embeddings: [] });
      expect(server.runners.started[0]?.embedRequests).toEqual([]);
    },
  );

  test.each<[FakeRunnerOptions, number, string]>([
    [{ info: {} }, 501, '"e" does not support embeddings'],
    [
      { info: { embedding: { ...embedding, pooling: "rank" } } },
      501,
      '"e" does not support embeddings: it ranks documents, see /api/rerank',
    ],
    [
      { info: { embedding: { ...embedding, pooling: "none" } } },
      501,
      '"e" does not support embeddings: it has no pooling, so that each token has a vector of its own',
    ],
    [{ vector: () => Float32Array.of(1, Number.NaN) }, 400, "embedding contains NaN or Inf values"],
    [
      {
        vector: () => {
          throw new RunnerError("internal", "boom");
        },
      },
      500,
      "boom",
    ],
  ])("a runner like %j gets %d: %s", async (runner, status, error) => {
    const { ask, server } = start(runner);
    const answer = await ask({ input: "x" });
    expect(answer.status).toBe(status);
    expect(await answer.json()).toEqual({ error });
    // The model is free again: it can be unloaded.
    await ask({ keep_alive: 0 });
    expect(server.context.scheduler.list()).toEqual([]);
  });

  test("a client that leaves ends the work, and a runner that dies is reported", async () => {
    const left = new AbortController();
    const { ask, server } = start({ pace: async () => left.abort() });
    const answer = await ask({ input: "x" }, left.signal);
    expect(answer.status).toBe(499);
    const dying = start({ pace: async () => dying.server.runners.started[0]?.die() });
    expect((await dying.ask({ input: "x" })).status).toBe(500);
    await ask({ keep_alive: 0 });
    expect(server.context.scheduler.list()).toEqual([]);
  });
});

describe("POST /api/embeddings", () => {
  const bert = { "general.architecture": "bert" };
  test.each<[string, Record<string, string | boolean>, boolean]>([
    ["bert", bert, false],
    ["bert that says it does not normalise", { ...bert, "bert.normalize_embeddings": false }, true],
    ["bert with another tokenizer, such as bge-m3", { ...bert, "tokenizer.ggml.model": "t5" }, true],
    ["nomic-bert", { "general.architecture": "nomic-bert" }, true],
    [
      "nomic-bert-moe",
      { "general.architecture": "nomic-bert-moe", "nomic-bert-moe.normalize_embeddings": true },
      false,
    ],
    ["qwen3", { "general.architecture": "qwen3" }, false],
  ])("gives the vector of %s raw or not, as it always was", async (_, metadata, isRaw) => {
    const given = (await (await start({}, metadata).old({ prompt: "abc" })).json()) as { embedding: number[] };
    expect(Object.keys(given)).toEqual(["embedding"]);
    for (const [i, value] of unit.entries()) {
      expect(given.embedding[i]).toBeCloseTo(isRaw ? 4 * (i + 1) : value, 6);
    }
  });

  test("writes a float32 with the digits of a float64", async () => {
    const { old } = start({ vector: () => Float32Array.of(0.1) }, { "general.architecture": "nomic-bert" });
    expect(await (await old({ prompt: "x" })).text()).toBe('{"embedding":[0.10000000149011612]}');
  });

  test("never cuts a text, and what is wrong with it gets 500", async () => {
    const { old } = start();
    const answer = await old({ prompt: "much too long" });
    expect(answer.status).toBe(500);
    expect(await answer.json()).toEqual({ error: "the input length exceeds the context length" });
  });

  test("without a prompt loads the model", async () => {
    for (const body of [{}, { prompt: "" }, { input: "x" }]) {
      expect(await (await start().old(body)).json()).toEqual({ embedding: [] });
    }
  });
});
