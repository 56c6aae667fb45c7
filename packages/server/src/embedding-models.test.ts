// Models that embed and that rank, through the real command and the clients that people use.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Ollama as CriaClient } from "@cria/client";
import { Ollama } from "ollama";
import OpenAI from "openai";
import { startTestServer, type TestServer } from "./testing.ts";
import { tinyContext, tinyDimensions, writeTinyEncoder } from "./tiny-encoder.ts";

let server: TestServer;
let client: Ollama;
const folder = mkdtempSync(join(tmpdir(), "cria-encoders-"));
beforeAll(async () => {
  server = await startTestServer({ CRIA_EMBEDDED_MODEL: "off" });
  client = new Ollama({ host: server.url });
  for (const [name, kind] of [
    ["embedder", "mean"],
    ["ranker", "rank"],
  ] as const) {
    const path = join(folder, `${kind}.gguf`);
    await writeTinyEncoder(path, kind);
    await server.create(name, path);
  }
});
afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

const model = "embedder";
const texts = ["A llama walks over a hill.", "", "🦙 \u0000 \n", "the sea is wide. ".repeat(40), "One, two, three"];
const lengthOf = (vector: readonly number[]) => Math.hypot(...vector);

describe("the npm package ollama", () => {
  test("gets vectors of length 1, the same bits alone, among others and in any order", async () => {
    const { embeddings, prompt_eval_count: tokens } = await client.embed({ model, input: texts });
    expect(embeddings.length).toBe(texts.length);
    let sum = 0;
    for (const [index, input] of texts.entries()) {
      const alone = await client.embed({ model, input: [input] });
      expect(alone.embeddings).toEqual([embeddings[index]!]);
      expect(alone.embeddings[0]!.length).toBe(tinyDimensions);
      expect(lengthOf(alone.embeddings[0]!)).toBeCloseTo(1, 6);
      sum += alone.prompt_eval_count;
    }
    expect(tokens).toBe(sum);
    const reversed = await client.embed({ model, input: texts.toReversed() });
    expect(reversed.embeddings).toEqual(embeddings.toReversed());
    expect(new Set(embeddings.map((vector) => vector.join())).size).toBe(texts.length);
  });

  test("requests that come together get what each gets alone", async () => {
    const inputs = Array.from({ length: 12 }, (_, i) => [`text ${i}`, "a b c ".repeat(i + 1)]);
    const together = await Promise.all(inputs.map((input) => client.embed({ model, input })));
    for (const [i, input] of inputs.entries()) {
      expect((await client.embed({ model, input })).embeddings).toEqual(together[i]!.embeddings);
    }
  });

  test("gets the start of a text that is too long, or an error", async () => {
    const long = "a hill and the sea ".repeat(60);
    const cut = await client.embed({ model, input: long });
    expect(cut.prompt_eval_count).toBe(tinyContext);
    expect((await client.embed({ model, input: `${long}and more` })).embeddings).toEqual(cut.embeddings);
    await expect(client.embed({ model, input: ["a", long], truncate: false })).rejects.toMatchObject({
      status_code: 400,
      error: "the input length exceeds the context length",
    });
    // 254 characters and the two special tokens are just as many as there may be.
    const longest = "a".repeat(tinyContext - 2);
    const whole = await client.embed({ model, input: longest.split("").join(" "), truncate: false });
    expect(whole.prompt_eval_count).toBe(tinyContext);
  });

  test("cuts vectors, in the old way too", async () => {
    const whole = (await client.embed({ model, input: texts[0]! })).embeddings[0]!;
    const cut = (await client.embed({ model, input: texts[0]!, dimensions: 8 })).embeddings[0]!;
    expect(cut.length).toBe(8);
    const length = lengthOf(whole.slice(0, 8));
    for (const [i, value] of cut.entries()) expect(value).toBeCloseTo(whole[i]! / length, 5);
    const { embedding } = await client.embeddings({ model, prompt: texts[0]! });
    expect(embedding.map(Math.fround)).toEqual(whole.map(Math.fround));
  });

  test("is told what the models can do", async () => {
    const shown = await client.show({ model });
    expect(shown.capabilities).toEqual(["embedding"]);
    expect(shown.model_info).toMatchObject({
      "bert.pooling_type": 1,
      "bert.embedding_length": tinyDimensions,
      "bert.context_length": tinyContext,
    });
    expect((await client.show({ model: "ranker" })).capabilities).toEqual(["rerank"]);
    const refused = client.generate({ model, prompt: "x" });
    await expect(refused).rejects.toMatchObject({ status_code: 400, error: '"embedder" does not support generate' });
    const chat = client.chat({ model: "ranker", messages: [{ role: "user", content: "x" }] });
    await expect(chat).rejects.toMatchObject({ status_code: 400, error: '"ranker" does not support chat' });
    await expect(client.embed({ model: "ranker", input: "x" })).rejects.toMatchObject({ status_code: 501 });
  });

  test("unloads the model", async () => {
    await client.embed({ model, input: "x", keep_alive: 0 });
    for (let tries = 0; tries < 100; tries++) {
      const { models } = await client.ps();
      if (models.every(({ name }) => name !== "embedder:latest")) return;
      await Bun.sleep(50);
    }
    throw new Error("the model is still loaded");
  });
});

test("OpenAI's package gets the same vectors, which it asks for as base64", async () => {
  const openai = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: "x" });
  const native = await client.embed({ model, input: texts });
  const { data, usage } = await openai.embeddings.create({ model, input: texts });
  expect(data.map(({ embedding }) => embedding.map(Math.fround))).toEqual(
    native.embeddings.map((vector) => vector.map(Math.fround)),
  );
  expect(usage.prompt_tokens).toBe(native.prompt_eval_count);
  const cut = await openai.embeddings.create({ model, input: "x", dimensions: 4, encoding_format: "float" });
  expect(lengthOf(cut.data[0]!.embedding)).toBeCloseTo(1, 6);
});

describe("ranking", () => {
  const query = "which animal walks?";
  const cria = () => new CriaClient({ host: server.url });

  test("does not depend on the order or the number of documents", async () => {
    const request = { model: "ranker", query, raw_scores: true };
    const scores = async (documents: string[]) => {
      const { results } = await cria().rerank({ ...request, documents });
      expect(results.map(({ relevance_score: score }) => score)).toEqual(
        results.map(({ relevance_score: score }) => score).toSorted((a, b) => b - a),
      );
      return new Map(results.map(({ index, relevance_score: score }) => [documents[index]!, score]));
    };
    const all = await scores(texts);
    expect(await scores(texts.toReversed())).toEqual(all);
    for (const text of texts) expect((await scores([text])).get(text)).toBe(all.get(text)!);
    expect(new Set(all.values()).size).toBe(texts.length);
    const { results } = await cria().rerank({ ...request, query: "numbers", documents: [texts[0]!] });
    expect(results[0]!.relevance_score).not.toBe(all.get(texts[0]!)!);
  });

  test("is the same on all paths, also for clients that name no model", async () => {
    const { results } = await cria().rerank({ model: "ranker", query, documents: texts, return_documents: false });
    const ask = async (path: string, body: object) => (await server.request("POST", path, { query, ...body })).json();
    expect(await ask("/v1/rerank", { model: "ranker", documents: texts, return_documents: false })).toMatchObject({
      results,
    });
    expect(await ask("/rerank", { texts })).toEqual(
      results.map(({ index, relevance_score: score }) => ({ index, score })) as never,
    );
  });
});

test("metrics count the texts and their tokens", async () => {
  const read = async (name: string) => {
    const text = await (await server.request("GET", "/metrics")).text();
    return Number(new RegExp(`^${name}{model="embedder:latest"} (\\d+)$`, "m").exec(text)?.[1]);
  };
  const [texts, tokens] = [await read("cria_embedded_texts_total"), await read("cria_embedded_tokens_total")];
  const { prompt_eval_count: count } = await client.embed({ model, input: ["a hill", "the sea"] });
  expect(await read("cria_embedded_texts_total")).toBe(texts + 2);
  expect(await read("cria_embedded_tokens_total")).toBe(tokens + count);
});

describe("the command", () => {
  const run = async (...words: string[]) => {
    const child = Bun.spawn([process.execPath, resolve(import.meta.dir, "command/main.ts"), ...words], {
      env: { ...process.env, OLLAMA_HOST: server.url },
      stdin: "ignore",
      stderr: "pipe",
    });
    const [output, errors] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
    expect(errors).toBe("");
    return output;
  };

  test("shows pooling, width and the longest text", async () => {
    const output = await run("show", model);
    expect(output).toMatch(/context length\s+256/);
    expect(output).toMatch(/embedding length\s+64/);
    expect(output).toMatch(/pooling\s+mean/);
    expect(output).toMatch(/Capabilities\s+embedding/);
  });

  test("prints a vector", async () => {
    const { embeddings } = await client.embed({ model, input: "a hill", dimensions: 3 });
    expect(JSON.parse(await run("run", model, "a", "hill", "--dimensions", "3"))).toEqual(embeddings[0]);
  });
});
