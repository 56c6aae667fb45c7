import { describe, expect, test } from "bun:test";
import { FakeServer, fakeModel } from "../inference/fakes.ts";
import type { FakeRunnerOptions } from "../scheduler/fake-runner.ts";
import { openaiRerank, rerank } from "./rerank.ts";

const embedding = { pooling: "rank", dimensions: 1, longest: 40 } as const;

/** A logit that is the number in the document, or 0. */
const vector: FakeRunnerOptions["vector"] = (_, input) => {
  const { document } = input as { document: string };
  return Float32Array.of(Number(/-?\d+/.exec(document)?.[0] ?? 0));
};

function start(runner: FakeRunnerOptions = {}, names = ["r", "chat"]) {
  const models = names.map((name) => fakeModel(name, { can: [name.startsWith("r") ? "rerank" : "completion"] }));
  const server = new FakeServer(models, { info: { embedding }, vector, ...runner });
  const send = (body: object) => server.call("rerank", rerank, { model: "r", query: "q", ...body });
  const ask = async (body: object) => (await send(body)).json();
  return { server, send, ask };
}

const half = 0.5;
const sigmoid = (value: number) => 1 / (1 + Math.exp(-value));

describe("documents", () => {
  test("come in the order of their scores, with their places and themselves", async () => {
    const { ask, server } = start();
    const answer = (await ask({ documents: ["a", "b 2", { text: "c -1", id: 7 }, "d"] })) as Record<string, unknown>;
    const { results, ...rest } = answer as { results: { relevance_score: number }[] };
    expect(results).toMatchObject([
      { index: 1, document: { text: "b 2" } },
      // Equally good ones stay as they were.
      { index: 0, document: { text: "a" }, relevance_score: half },
      { index: 3, document: { text: "d" }, relevance_score: half },
      { index: 2, document: { text: "c -1", id: 7 } },
    ]);
    expect(results[0]!.relevance_score).toBeCloseTo(sigmoid(2), 6);
    expect(results[3]!.relevance_score).toBeCloseTo(sigmoid(-1), 6);
    const tokens = 3 + 5 + 6 + 3;
    expect(rest).toEqual({ model: "r", object: "list", usage: { prompt_tokens: tokens, total_tokens: tokens } });
    expect(server.runners.started[0]?.embedRequests[0]).toMatchObject({
      inputs: ["a", "b 2", "c -1", "d"].map((document) => ({ query: "q", document })),
      truncate: true,
    });
  });

  test("the best alone, raw, without themselves", async () => {
    const body = { documents: ["1", "3", "2"], top_n: 2, raw_scores: true, return_documents: false };
    expect(await start().ask(body)).toMatchObject({
      results: [
        { index: 1, relevance_score: 3 },
        { index: 2, relevance_score: 2 },
      ],
    });
    for (const top_n of [0, -1, 9]) {
      const { results } = (await start().ask({ ...body, top_n })) as { results: object[] };
      expect(results.length).toBe(3);
      expect(results[0]).toEqual({ index: 1, relevance_score: 3 });
    }
  });

  test("none give no results", async () => {
    expect(await start().ask({ documents: [] })).toMatchObject({ results: [], usage: { prompt_tokens: 0 } });
  });

  test.each([
    [[0.25, 0.75], 0.25],
    [[0, 3], half],
    [[0, -3], half],
  ])("the first of the labels %j counts, as a logit if they are no probabilities", async (labels, score) => {
    const runner = { info: { embedding: { ...embedding, dimensions: 2 } }, vector: () => Float32Array.from(labels) };
    expect(await start(runner).ask({ documents: ["a"] })).toMatchObject({ results: [{ relevance_score: score }] });
  });
});

test("texts are answered as text-embeddings-inference does", async () => {
  const { ask } = start();
  expect(await ask({ texts: ["0", "0 b"], top_n: 1 })).toEqual([{ index: 0, score: half }]);
  expect(await ask({ texts: ["1", "2"], return_text: true, raw_scores: true })).toEqual([
    { index: 1, score: 2, text: "2" },
    { index: 0, score: 1, text: "1" },
  ]);
});

describe("a request without a model", () => {
  const body = { model: undefined, documents: ["a"] };
  test("goes to the only one that ranks", async () => {
    expect(await start().ask(body)).toMatchObject({ model: "r:latest", results: [{ index: 0 }] });
  });
  test.each([[["chat"]], [["r1", "r2"]], [[]]])("is refused where the store has %j", async (names) => {
    const answer = await start({}, names).send(body);
    expect([answer.status, await answer.json()]).toEqual([400, { error: "model is required" }]);
  });
});

test.each<[object, number, string]>([
  [{}, 400, "documents or texts are required"],
  [{ documents: null }, 400, "documents or texts are required"],
  [{ documents: "a" }, 400, "invalid documents type"],
  [{ documents: ["a", 1] }, 400, "invalid documents type"],
  [{ documents: [null] }, 400, "invalid documents type"],
  [{ documents: [{ title: "a" }] }, 400, "invalid documents type"],
  [{ texts: [1] }, 400, "invalid documents type"],
  [{ documents: ["a"], query: undefined }, 400, "query is required"],
  [
    { documents: ["a"], query: 1 },
    400,
    "json: cannot unmarshal number into Go struct field RerankRequest.query of type string",
  ],
  [{ documents: ["a"], model: "nope" }, 404, 'model "nope" not found, try pulling it first'],
  [{ documents: ["a"], model: "" }, 404, "model '' not found"],
  [{ documents: ["a", "x".repeat(50)], truncate: false }, 400, "the input length exceeds the context length"],
])("%j gets %d: %s", async (body, status, message) => {
  const { send, server } = start();
  const answer = await send(body);
  expect([answer.status, await answer.json()]).toEqual([status, { error: message }]);
  const openai = await server.call("openaiRerank", openaiRerank, { model: "r", query: "q", ...body });
  expect([openai.status, await openai.json()]).toMatchObject([status, { error: { message } }]);
});

test.each<[FakeRunnerOptions, number, string]>([
  [{ info: {} }, 400, '"r" does not support reranking'],
  [{ info: { embedding: { ...embedding, pooling: "cls" } } }, 400, '"r" does not support reranking'],
  [{ vector: () => Float32Array.of(Number.NaN) }, 500, "a score is no number"],
])("a runner like %j gets %d: %s", async (runner, status, error) => {
  const { send, server } = start(runner);
  const answer = await send({ documents: ["a"], keep_alive: 0 });
  expect([answer.status, await answer.json()]).toEqual([status, { error }]);
  expect(server.context.scheduler.list()).toEqual([]);
});
