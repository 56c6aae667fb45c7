import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { type GgufContent, readGguf } from "@cria/engine";
import { TestServer, tinyModel } from "../api/test-server.ts";
import { parseName } from "../store/name.ts";
import { createModel } from "./create-model.ts";

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server[Symbol.asyncDispose]());
afterEach(async () => {
  for (const { name } of await server.store.list()) await server.store.delete(name);
  expect(await blobs()).toEqual([]);
});

const blobs = async () => (await readdir(join(server.store.root, "blobs"))).sort();
const upload = async (content: GgufContent) => server.upload(await server.gguf(content));
const typesOf = async (model: string) => {
  const { modelPath } = await server.store.resolve(parseName(model)!);
  const { tensors } = await readGguf(modelPath!);
  return new Set([...tensors.values()].map(({ type }) => type.name));
};

test("an uploaded model becomes another, and its own file goes", async () => {
  const steps = await server.create({ model: "q", files: { "m.gguf": await upload(tinyModel()) }, quantize: "q8_0" });
  expect(steps).toEqual([
    "parsing GGUF",
    "quantizing F16 model to Q8_0",
    "verifying conversion",
    expect.stringMatching(/^creating new layer sha256:/),
    "writing manifest",
    "success",
  ]);
  expect(await typesOf("q")).toEqual(new Set(["F32", "Q8_0"]));
  // The config and the weights.
  expect(await blobs()).toHaveLength(2);
  const response = await server.send("POST", "/api/show", { model: "q" });
  const { model_info, details } = (await response.json()) as Record<"model_info" | "details", object>;
  expect(details).toMatchObject({ quantization_level: "Q8_0", parameter_size: "21K" });
  expect(model_info).toMatchObject({ "general.file_type": 7, "general.quantization_version": 2 });
});

test("a model of the store becomes another, and stays", async () => {
  await server.create({ model: "base", files: { "m.gguf": await upload(tinyModel()) } });
  // Rows of 64 are no superblocks.
  await server.create({ model: "q", from: "base", quantization: "q4_k_m" });
  expect(await typesOf("q")).toEqual(new Set(["F32", "Q5_0", "Q8_0"]));
  expect(await typesOf("base")).toEqual(new Set(["F32", "F16"]));
});

test("a model whose header names no type counts as F32", async () => {
  const { metadata, tensors } = tinyModel();
  const { "general.file_type": _, ...others } = metadata as Record<string, never>;
  const files = { "m.gguf": await upload({ metadata: others, tensors }) };
  expect(await server.create({ model: "q", files, quantize: "BF16" })).toContain("quantizing F32 model to BF16");
  expect(await typesOf("q")).toEqual(new Set(["F32", "BF16"]));
});

test("a draft has a type of its own", async () => {
  const files = { "m.gguf": await upload(tinyModel()) };
  const draft = { "d.gguf": await upload(tinyModel({ "general.name": { type: "string", value: "Draft" } })) };
  await server.create({ model: "q", files, draft_files: draft, draft_quantize: "q4_0" });
  expect(await typesOf("q")).toEqual(new Set(["F32", "F16"]));
  const { manifest } = await server.store.resolve(parseName("q")!);
  const layer = manifest.layers.find(({ mediaType }) => mediaType.endsWith("draft"))!;
  const { tensors } = await readGguf(server.store.blobs.path(layer.digest));
  expect(tensors.get("blk.0.attn_q.weight")?.type.name).toBe("Q4_0");
});

test.each<[string, (content: GgufContent) => GgufContent, RegExp]>([
  [
    "weights that are not finite",
    ({ metadata, tensors }) => ({
      metadata,
      tensors: tensors.map((tensor) => ({ ...tensor, data: (tensor.data as Uint8Array).slice().fill(0xff) })),
    }),
    /^tensor "token_embd\.weight" holds values that are not finite, or too large$/,
  ],
  [
    "tensors that are quantised behind a header that says otherwise",
    ({ metadata, tensors: [first, ...others] }) => ({
      metadata,
      tensors: [{ ...first!, type: "Q5_0", data: new Uint8Array(64 * 22) }, ...others],
    }),
    /^tensor "token_embd\.weight" is of type Q5_0 already$/,
  ],
])("%s are refused in one sentence, and nothing stays", async (_, change, message) => {
  const files = { "m.gguf": await upload(change(tinyModel())) };
  await expect(server.create({ model: "q", files, quantize: "Q4_0" })).rejects.toThrow(message);
});

test("a client that leaves meanwhile leaves nothing", async () => {
  const files = { "m.gguf": await upload(tinyModel()) };
  const client = new AbortController();
  const plan = { name: parseName("left")!, body: { model: "left", files, quantize: "Q4_0" } };
  const steps = createModel(server.store, plan, client.signal);
  await steps.next();
  expect((await steps.next()).value).toEqual({ status: "quantizing F16 model to Q4_0" });
  client.abort();
  await expect(steps.next()).rejects.toBe(client.signal.reason);
  await server.store.removeUnused([files["m.gguf"]]);
});
