import { afterAll, beforeAll, expect, test } from "bun:test";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { GgufContent, GgufInput } from "@cria/engine";
import { TestServer, tinyModel } from "../api/test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server[Symbol.asyncDispose]());

const without = (name: string): GgufContent => {
  const { metadata, tensors } = tinyModel();
  return { metadata, tensors: tensors.filter((tensor) => tensor.name !== name) };
};
const text = (value: string) => ({ type: "string", value }) as const;
const u32 = (value: number) => ({ type: "u32", value }) as const;

test.each<[string, GgufContent, RegExp]>([
  [
    "an architecture",
    tinyModel({ "general.architecture": text("rwkv7") }),
    /^models of the architecture "rwkv7" are not supported \(supported: .*\bllama\b.*\)$/,
  ],
  [
    "an architecture named like a property of objects",
    tinyModel({ "general.architecture": text("constructor") }),
    /^models of the architecture "constructor" are not supported \(supported: /,
  ],
  [
    "a tokenizer",
    tinyModel({ "tokenizer.ggml.model": text("plamo2") }),
    /^tokenizer "plamo2" is not supported \(supported: .*\bllama\b.*\)$/,
  ],
  ["no tokenizer", tinyModel({ "tokenizer.ggml.model": text("") }), /^tokenizer "" is not supported/],
  ["a combination of keys", tinyModel({ "llama.attention.head_count_kv": u32(3) }), /head_count_kv/],
  ["a tensor that is missing", without("blk.0.ffn_up.weight"), /blk\.0\.ffn_up\.weight/],
  ["no embedding", without("token_embd.weight"), /token_embd\.weight/],
])("%s that can't be run is refused in one sentence, and nothing stays", async (_, content, message) => {
  for (const stream of [false, true]) {
    const files = { "m.gguf": await server.upload(await server.gguf(content)) };
    const response = await server.send("POST", "/api/create", { model: "m", files, stream });
    const lines = (await response.text()).trim().split("\n");
    const { error } = JSON.parse(lines.at(-1)!) as { error: string };
    expect(error).toMatch(message);
    expect(error).not.toMatch(/[.;]\s|\n/);
    if (!stream) expect(response.status).toBe(400);
    expect(await readdir(join(server.store.root, "blobs"))).toEqual([]);
    expect(await server.store.list()).toEqual([]);
  }
});

test("a file that another model uses stays where it is", async () => {
  const digest = await server.upload(await server.gguf(tinyModel()));
  await server.create({ model: "good", files: { "m.gguf": digest } });
  const bad = await server.upload(await server.gguf(tinyModel({ "general.architecture": text("rwkv7") })));
  const files = { "a.gguf": digest, "b.gguf": bad };
  const created = server.create({ model: "bad", files });
  await expect(created).rejects.toThrow('"rwkv7"');
  expect(await server.store.blobs.has(digest)).toBe(true);
  expect(await server.store.blobs.has(bad)).toBe(false);
});

test("parts of a model that can't be run are refused before they are put together", async () => {
  const { metadata, tensors } = tinyModel({ "general.architecture": text("rwkv7") });
  const part = async (index: number) =>
    server.upload(
      await server.gguf({
        metadata: {
          ...(index === 0 ? (metadata as Record<string, GgufInput>) : {}),
          "split.no": u32(index),
          "split.count": u32(2),
        },
        tensors: index === 0 ? tensors.slice(0, 1) : tensors.slice(1),
      }),
    );
  const before = await readdir(join(server.store.root, "blobs"));
  const files = { "m-00001-of-00002.gguf": await part(0), "m-00002-of-00002.gguf": await part(1) };
  await expect(server.create({ model: "m", files })).rejects.toThrow('"rwkv7"');
  expect(await readdir(join(server.store.root, "blobs"))).toEqual(before);
});

test("a projector and an adapter need not run by themselves", async () => {
  const part = async (type: string) => {
    const metadata = { "general.type": text(type), "general.architecture": text("clip") };
    return server.upload(await server.gguf({ metadata, tensors: [] }));
  };
  const model = await server.upload(await server.gguf(tinyModel()));
  await server.create({
    model: "parts",
    files: { "m.gguf": model, "p.gguf": await part("mmproj") },
    adapters: { "a.gguf": await part("adapter") },
  });
});
