import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { TestServer } from "../api/test-server.ts";
import { parseName } from "../store/name.ts";
import { startTestServer, storiesAbsent, storiesPath } from "../testing.ts";
import { createModel } from "./create-model.ts";

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server[Symbol.asyncDispose]());

/** A safetensors file of zeros. */
function zeros(shapes: Record<string, number[]>): Uint8Array<ArrayBuffer> {
  let end = 0;
  const entries = Object.entries(shapes).map(([name, shape]) => {
    const begin = end;
    end += 4 * shape.reduce((a, b) => a * b);
    return [name, { dtype: "F32", shape, data_offsets: [begin, end] }];
  });
  const header = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  const bytes = new Uint8Array(8 + header.length + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, 8);
  return bytes;
}

const layer = "model.layers.0.";
const shapes = {
  "model.embed_tokens.weight": [4, 32],
  "model.norm.weight": [32],
  [`${layer}input_layernorm.weight`]: [32],
  [`${layer}post_attention_layernorm.weight`]: [32],
  ...Object.fromEntries(["q", "k", "v", "o"].map((name) => [`${layer}self_attn.${name}_proj.weight`, [32, 32]])),
  ...Object.fromEntries(["gate", "up"].map((name) => [`${layer}mlp.${name}_proj.weight`, [64, 32]])),
  [`${layer}mlp.down_proj.weight`]: [32, 64],
};
const config = {
  ...{ architectures: ["LlamaForCausalLM"], hidden_size: 32, num_attention_heads: 4, num_hidden_layers: 1 },
  ...{ intermediate_size: 64, max_position_embeddings: 64, vocab_size: 4, rms_norm_eps: 1e-5 },
};
const tokenizer = {
  model: { type: "BPE", vocab: { a: 0, b: 1, ab: 2, "<eos>": 3 }, merges: ["a b"] },
  pre_tokenizer: { type: "ByteLevel" },
};

type Files = Record<string, Uint8Array<ArrayBuffer> | object>;
const whole: Files = { "model.safetensors": zeros(shapes), "config.json": config, "tokenizer.json": tokenizer };
const bytesOf = (content: Files[string]) =>
  content instanceof Uint8Array
    ? (content as Uint8Array<ArrayBuffer>)
    : new TextEncoder().encode(JSON.stringify(content));
async function upload(files: Files): Promise<Record<string, string>> {
  const digests: Record<string, string> = {};
  for (const [name, content] of Object.entries(files)) digests[name] = await server.upload(bytesOf(content));
  return digests;
}
const blobs = () => readdir(join(server.store.root, "blobs"));

test("a folder becomes one blob, and its own files go", async () => {
  expect(await server.create({ model: "made", files: await upload(whole) })).toEqual([
    "converting model",
    "verifying conversion",
    expect.stringMatching(/^creating new layer sha256:/),
    "writing manifest",
    "success",
  ]);
  expect(await blobs()).toHaveLength(2);
  const response = await server.send("POST", "/api/show", { model: "made" });
  const { details } = (await response.json()) as { details: object };
  expect(details).toMatchObject({ format: "gguf", family: "llama", parameter_size: "10K" });
  await server.send("DELETE", "/api/delete", { model: "made" });
});

test("a folder may be quantised as it is made", async () => {
  const steps = await server.create({ model: "q", files: await upload(whole), quantize: "q4_0" });
  expect(steps.slice(0, 2)).toEqual(["converting model", "quantizing F32 model to Q4_0"]);
  expect(await blobs()).toHaveLength(2);
  await server.send("DELETE", "/api/delete", { model: "q" });
});

describe("what is no model is refused in one sentence, and nothing stays", () => {
  beforeEach(async () => expect(await blobs()).toEqual([]));
  test.each<[string, Files, RegExp]>([
    ["no safetensors", { ...whole, "model.safetensors": new Uint8Array([1, 2, 3]) }, /^"model\.safetensors" is no saf/],
    ["no config", { "model.safetensors": zeros(shapes) }, /^"config\.json" is missing$/],
    ["no tokenizer", { ...whole, "tokenizer.json": {} }, /^tokenizer\.json has no vocabulary$/],
    [
      "a missing tensor",
      { ...whole, "model.safetensors": zeros({ "model.embed_tokens.weight": [4, 32] }) },
      /^tensor blk\.0\.\w+\.weight is missing$/,
    ],
    [
      "a pickle",
      { ...whole, "model.safetensors": bytesOf({}), "pytorch_model.bin": new Uint8Array(9) },
      /no safetensors/,
    ],
  ])("%s", async (_, files, message) => {
    for (const stream of [true, false]) {
      const request = { model: "m", files: await upload(files), stream };
      const response = await server.send("POST", "/api/create", request);
      const { error } = JSON.parse((await response.text()).trim().split("\n").at(-1)!) as { error: string };
      expect(error).toMatch(message);
      if (!stream) expect(response.status).toBe(400);
      expect(await blobs()).toEqual([]);
    }
  });
});

test("a client that leaves meanwhile leaves nothing", async () => {
  const files = await upload(whole);
  const client = new AbortController();
  const plan = { name: parseName("left")!, body: { model: "left", files } };
  const steps = createModel(server.store, plan, client.signal);
  await steps.next();
  client.abort();
  await expect(steps.next()).rejects.toBe(client.signal.reason);
  await server.store.removeUnused(Object.values(files));
  expect(await blobs()).toEqual([]);
});

test.skipIf(storiesAbsent)(
  "`cria create` of a folder gives the published text (skipped without shared/fixtures)",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "cria-folder-"));
    await using real = await startTestServer();
    writeFileSync(join(folder, "Modelfile"), `FROM ${join(dirname(storiesPath), "safetensors")}\n`);
    const main = join(import.meta.dir, "../command/main.ts");
    const child = Bun.spawn([process.execPath, main, "create", "stories", "-f", join(folder, "Modelfile")], {
      env: { ...process.env, OLLAMA_HOST: real.url },
      stdio: ["ignore", "ignore", "pipe"],
    });
    const said = await child.stderr.text();
    expect([await child.exited, said]).toEqual([0, expect.stringContaining("success")]);
    await real.create("gguf", storiesPath);
    const generate = async (model: string) => {
      const options = { temperature: 0, num_predict: 60 };
      const request = { model, prompt: "Once upon a time", raw: true, stream: false, options };
      return ((await (await real.request("POST", "/api/generate", request)).json()) as { response: string }).response;
    };
    const text = await generate("stories");
    expect(text).toStartWith(", there was a little girl named Lily. She loved to play outside in the park.");
    expect(text).toBe(await generate("gguf"));
    rmSync(folder, { recursive: true });
  },
  120_000,
);
