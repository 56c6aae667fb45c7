import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { GgufContent } from "@cria/engine";
import { TestServer, tinyModel } from "../api/test-server.ts";
import { parseName } from "../store/name.ts";

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server[Symbol.asyncDispose]());

const whole = tinyModel();
const [embedding, ...layers] = whole.tensors;
/** A part of the tiny model, whose first part has its embedding, and whose second the other tensors. */
function part(index: number, count = 2, tensors = index === 0 ? [embedding!] : layers): GgufContent {
  const metadata = index === 0 ? (whole.metadata as Record<string, never>) : {};
  const split = {
    "split.no": { type: "u16", value: index },
    "split.count": { type: "u16", value: count },
    "split.tensors.count": { type: "i32", value: whole.tensors.length },
  } as const;
  return { metadata: { ...metadata, ...split }, tensors };
}
const upload = async (content: GgufContent) => server.upload(await server.gguf(content));
const blobs = async () => (await readdir(join(server.store.root, "blobs"))).sort();

test("parts become one blob, that of the whole file, and go", async () => {
  const bytes = await server.gguf(whole);
  const digest = `sha256:${Bun.SHA256.hash(bytes, "hex")}`;
  const files = { "m-00002-of-00002.gguf": await upload(part(1)), "m-00001-of-00002.gguf": await upload(part(0)) };
  expect(await server.create({ model: "split", files })).toEqual([
    "parsing GGUF",
    "parsing GGUF",
    "verifying conversion",
    `creating new layer ${digest}`,
    "writing manifest",
    "success",
  ]);
  const model = await server.store.resolve(parseName("split")!);
  expect(model.modelDigest).toBe(digest);
  expect(await Bun.file(model.modelPath!).bytes()).toEqual(bytes);
  expect(await blobs()).toEqual([model.manifest.config.digest, digest].map((name) => name.replace(":", "-")).sort());

  const response = await server.send("POST", "/api/show", { model: "split" });
  const { model_info, details } = (await response.json()) as { model_info: object; details: object };
  expect(Object.keys(model_info).filter((key) => key.startsWith("split."))).toEqual([]);
  expect(details).toMatchObject({ family: "llama", parameter_size: "21K", quantization_level: "F16" });
  await server.send("DELETE", "/api/delete", { model: "split" });
});

test("names need not say which part it is", async () => {
  const files = { a: await upload(part(1)), "b.gguf": await upload(part(0)) };
  await server.create({ model: "named", files });
  await server.send("DELETE", "/api/delete", { model: "named" });
});

test("a projector may be split as well", async () => {
  const type = { "general.type": { type: "string", value: "mmproj" } } as const;
  const first = part(0);
  const projector = { ...first, metadata: { ...(first.metadata as object), ...type } };
  const files = {
    "m.gguf": await upload(whole),
    "p-00001-of-00002.gguf": await upload(projector),
    "p-00002-of-00002.gguf": await upload(part(1)),
  };
  await server.create({ model: "seeing", files });
  const model = await server.store.resolve(parseName("seeing")!);
  expect(model.projectors.length).toBe(1);
  expect(model.modelDigest).toBe(files["m.gguf"]);
  await server.send("DELETE", "/api/delete", { model: "seeing" });
});

describe("what is no whole model is refused in one sentence, and nothing stays", () => {
  beforeEach(async () => expect(await blobs()).toEqual([]));
  afterEach(async () => expect(await blobs()).toEqual([]));

  const odd: GgufContent = { ...part(1), tensors: [{ name: "odd", dims: [1], type: "F32", data: new Uint8Array(4) }] };
  test.each<[string, Record<string, GgufContent>, string]>([
    [
      "a part is missing",
      { "m-00001-of-00003.gguf": part(0, 3), "m-00003-of-00003.gguf": part(2, 3) },
      '"m-00001-of-00003.gguf" is not the whole model: part 2 of 3 is missing',
    ],
    [
      "a part is there twice",
      { "a/m-00001-of-00002.gguf": part(0), "a/m-00002-of-00002.gguf": part(1), "b/m-00002-of-00002.gguf": odd },
      '"a/m-00002-of-00002.gguf" and "b/m-00002-of-00002.gguf" are both part 2 of 2',
    ],
    [
      "a part of another model",
      { "m-00001-of-00002.gguf": part(0), "m-00002-of-00002.gguf": part(1, 2, [embedding!]) },
      '"m-00002-of-00002.gguf" is a part of another model: tensor "token_embd.weight" is in a part before it, too',
    ],
    [
      "a number beyond the count",
      { "m-00001-of-00002.gguf": part(0), "m-00002-of-00002.gguf": part(2, 2) },
      "invalid GGUF file: split.no is 2, but the model has 2 parts from 0",
    ],
  ])("%s", async (_, contents, message) => {
    const files: Record<string, string> = {};
    for (const [name, content] of Object.entries(contents)) files[name] = await upload(content);
    const response = await server.send("POST", "/api/create", { model: "m", files, stream: false });
    expect([response.status, await response.json()]).toEqual([400, { error: message }]);
    expect(await server.store.list()).toEqual([]);
  });
});

test("a client that leaves while parts are put together leaves nothing", async () => {
  const { createModel } = await import("./create-model.ts");
  const files = { "m-00001-of-00002.gguf": await upload(part(0)), "m-00002-of-00002.gguf": await upload(part(1)) };
  const client = new AbortController();
  const steps = createModel(server.store, { name: parseName("left")!, body: { model: "left", files } }, client.signal);
  await steps.next();
  await steps.next();
  client.abort();
  expect(steps.next()).rejects.toBe(client.signal.reason);
  await steps.next();
  expect(await blobs()).toEqual([]);
});
