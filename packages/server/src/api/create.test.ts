import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { parseName } from "../store/name.ts";
import { TestServer, tinyModel } from "./test-server.ts";

let server: TestServer;
let gguf: Uint8Array<ArrayBuffer>;
let digest: string;
beforeAll(async () => {
  server = await TestServer.start();
  gguf = await server.gguf(tinyModel());
  digest = await server.upload(gguf);
  await server.create({ model: "base", files: { "m.gguf": digest } });
});
afterAll(() => server[Symbol.asyncDispose]());

const resolve = (name: string) => server.store.resolve(parseName(name)!);
const sha = (text: string) => `sha256:${Bun.SHA256.hash(text, "hex")}`;
const missing = `sha256:${"a".repeat(64)}`;

describe("from a GGUF file", () => {
  test("the steps are told, and the file is used as it is", async () => {
    expect(await server.create({ model: "a", files: { "x.gguf": digest } })).toEqual([
      "parsing GGUF",
      "verifying conversion",
      `using existing layer ${digest}`,
      "writing manifest",
      "success",
    ]);
    const model = await resolve("a");
    expect(model.modelDigest).toBe(digest);
    expect(model.config).toEqual({
      model_format: "gguf",
      model_family: "llama",
      model_families: ["llama"],
      model_type: "21K",
      file_type: "F16",
    });
  });

  test("without a stream only the end is told", async () => {
    const response = await server.send("POST", "/api/create", { name: "b", files: { m: digest }, stream: false });
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(await response.text()).toBe('{"status":"success"}');
  });

  test("a projector and an adapter become layers of their own", async () => {
    const projector = await server.upload(
      await server.gguf(tinyModel({ "general.type": { type: "string", value: "mmproj" } })),
    );
    const adapter = await server.upload(
      await server.gguf(tinyModel({ "general.type": { type: "string", value: "adapter" } })),
    );
    await server.create({
      model: "parts",
      files: { "m.gguf": digest, "p.gguf": projector },
      adapters: { "a.gguf": adapter },
    });
    const model = await resolve("parts");
    expect(model.projectors).toEqual([server.store.blobs.path(projector)]);
    expect(model.adapters).toEqual([server.store.blobs.path(adapter)]);
    expect(await model.capabilities()).toEqual(["completion", "vision"]);
  });
});

describe("from another model", () => {
  test("texts, parameters and messages become layers, written as Ollama writes them", async () => {
    const request = {
      model: "derived",
      from: "BASE",
      template: "{{ .Prompt }}",
      system: "S <&>",
      license: ["one", "two"],
      parameters: { temperature: 0, stop: ["<|x|>"] },
      messages: [{ role: "USER", content: "hi", images: ["aGk="] }],
    };
    expect(await server.create(request)).toEqual([
      `using existing layer ${digest}`,
      ...[
        "{{ .Prompt }}",
        "S <&>",
        "one",
        "two",
        '{"stop":["\\u003c|x|\\u003e"],"temperature":0}\n',
        '[{"role":"user","content":"hi","images":["aGk="]}]\n',
      ].map((text) => `creating new layer ${sha(text)}`),
      "writing manifest",
      "success",
    ]);
    expect((await resolve("derived")).parentModel).toBe("base:latest");
  });

  test("what is given replaces what was inherited; parameters merge, licenses add up", async () => {
    await server.create({ model: "one", from: "base", system: "1", parameters: { a: 1, b: [1] }, license: "L1" });
    await server.create({ model: "two", from: "one", system: "2", parameters: { b: [2] }, license: "L2" });
    await server.create({ model: "three", from: "two" });
    expect(await resolve("three")).toMatchObject({
      system: "2",
      parameters: { a: 1, b: [2] },
      licenses: ["L1", "L2"],
      parentModel: "two:latest",
    });
  });

  test("a model may be made from itself", async () => {
    await server.create({ model: "self", from: "base", system: "1" });
    await server.create({ model: "self", from: "self", system: "2" });
    expect((await resolve("self")).system).toBe("2");
    expect(await server.store.blobs.has(sha("1"))).toBe(true);
  });

  test("config values can be set and are inherited", async () => {
    const info = { model_family: "f", parameter_size: "9B", quantization_level: "Q", context_length: 8 };
    await server.create({ model: "config", from: "base", info, renderer: "r", parser: "qwen3", requires: "0.1.0" });
    await server.create({ model: "inherits", from: "config" });
    const { config } = await resolve("inherits");
    expect(config).toMatchObject({ renderer: "r", parser: "qwen3", requires: "0.1.0", context_length: 8 });
    expect((await resolve("config")).config).toMatchObject({
      model_family: "f",
      model_families: ["f", "llama"],
      model_type: "9B",
      file_type: "Q",
    });
  });

  test("a stub for a remote model has no layers", async () => {
    await server.create({ model: "stub", from: "big:20b", remote_host: "example.com" });
    const model = await resolve("stub");
    expect(model.config).toMatchObject({ remote_host: "http://example.com:11434", remote_model: "big:20b" });
    expect(model.manifest.layers).toEqual([]);
  });
});

/** Requests that are refused before the answer begins, and the text that they get. */
const refused: [string, Record<string, unknown>, string][] = [
  ["no name", { files: { "m.gguf": missing } }, "invalid model name"],
  ["a bad name", { model: "../x", from: "base" }, "invalid model name"],
  ["a path that leaves", { model: "x", files: { "../m.gguf": missing } }, "file path must be relative"],
  ["an absolute path", { model: "x", draft_files: { "/m.gguf": missing } }, "file path must be relative"],
  ["an empty digest", { model: "x", files: { "m.gguf": "" } }, "invalid digest format"],
  ["an empty adapter digest", { model: "x", adapters: { "m.gguf": "" } }, "invalid digest format"],
  ["a draft type alone", { model: "x", draft_quantize: "q8_0" }, "--draft-quantize requires a DRAFT model"],
];
test.each(refused)("%s is refused at once", async (_, request, message) => {
  const response = await server.send("POST", "/api/create", request);
  expect([response.status, response.headers.get("content-type")]).toEqual([400, "application/json; charset=utf-8"]);
  expect(await response.json()).toEqual({ error: message });
});

/** Requests that fail at their first step. */
const failing: [string, Record<string, unknown>, number, string][] = [
  ["nothing to start from", {}, 400, "neither 'from' or 'files' was specified"],
  ["a bad base", { from: "a b" }, 400, "invalid model name"],
  ["two suffixes", { from: "a:local:cloud" }, 400, 'use either :local or :cloud, not both: "a:local:cloud"'],
  ["a bad host", { from: "a", remote_host: "ftp://x" }, 400, "bad remote"],
  ["no files", { files: {} }, 400, "unknown type"],
  ["no adapters", { from: "base", adapters: {} }, 400, "unknown type"],
  [
    "an endless template",
    { from: "base", template: "{{ 1 }}".repeat(10_000) },
    400,
    "template error: it is longer than 65536 characters",
  ],
  ["a bad template", { from: "base", template: "{{ if" }, 400, "template error: template: :1: unclosed action"],
  ["a bad license", { from: "base", license: 5 }, 500, "json: cannot unmarshal number into Go value of type []string"],
  ["a bad info text", { from: "base", info: { base_name: 1 } }, 400, 'info field "base_name" must be a string'],
  [
    "a bad info number",
    { from: "base", info: { context_length: "1" } },
    400,
    'info field "context_length" must be a number',
  ],
  [
    "a bad info count",
    { from: "base", info: { context_length: 1.5 } },
    400,
    'info field "context_length" must be a non-negative integer',
  ],
  [
    "an unknown quantisation",
    { from: "base", quantize: "zzz" },
    500,
    "unsupported quantization type ZZZ - supported types are F32, F16, BF16, Q8_0, Q6_K, Q5_K_M, Q5_K_S, Q5_1, Q5_0, " +
      "Q4_K_M, Q4_K_S, Q4_1, Q4_0, IQ4_NL, IQ4_XS, MXFP4_MOE, Q3_K_L, Q3_K_M, Q3_K_S, Q2_K, TQ2_0, TQ1_0, Q2_0, Q1_0",
  ],
];
describe.each([true, false])("failures (stream: %p)", (stream) => {
  test.each(failing)("%s", async (_, request, status, message) => {
    const response = await server.send("POST", "/api/create", { model: "failing", stream, ...request });
    expect([response.status, response.headers.get("content-type")]).toEqual([status, "application/json"]);
    expect(await response.text()).toBe(JSON.stringify({ error: message }));
    expect(resolve("failing")).rejects.toThrow("not found");
  });

  test.each<[string, Record<string, string>, number, () => string]>([
    [
      "a missing blob",
      { "m.gguf": missing },
      500,
      () => `open ${server.store.blobs.path(missing)}: no such file or directory`,
    ],
    ["a bad digest", { "m.gguf": "zz" }, 500, () => "invalid digest format"],
    ["a digest that leaves", { "m.gguf": "sha256:../../x" }, 500, () => "invalid digest format"],
  ])("%s", async (_, files, status, message) => {
    const response = await server.send("POST", "/api/create", { model: "failing", stream, files });
    const error = `{"error":${JSON.stringify(message())}}`;
    expect(response.status).toBe(stream ? 200 : status);
    expect(await response.text()).toBe(stream ? `{"status":"parsing GGUF"}\n${error}\n` : error);
  });

  test("a file that is no GGUF", async () => {
    const files = { "m.gguf": await server.upload(new TextEncoder().encode("something else")) };
    const response = await server.send("POST", "/api/create", { model: "failing", stream, files });
    expect(response.status).toBe(stream ? 200 : 400);
    expect(await response.text()).toContain('{"error":"supplied file was not in GGUF format"}');
  });

  test("a base that is not here", async () => {
    const response = await server.send("POST", "/api/create", {
      model: "failing",
      stream,
      from: "127.0.0.1:9/no/where",
    });
    expect(response.status).toBe(stream ? 200 : 500);
    // It is pulled, from where nobody is.
    expect(await response.text()).toEndWith(
      `{"error":"pull model manifest: Get \\"https://127.0.0.1:9/v2/no/where/manifests/latest\\": dial tcp 127.0.0.1:9: connect: connection refused"}${stream ? "\n" : ""}`,
    );
  });
});

test("a quantised model cannot be quantised, but may be asked for what it is", async () => {
  const quantised = tinyModel({ "general.file_type": { type: "u32", value: 7 } });
  const files = { "q.gguf": await server.upload(await server.gguf(quantised)) };
  await server.create({ model: "q", files, quantize: "q8_0" });
  expect(server.create({ model: "r", from: "q", quantize: "f16" })).rejects.toThrow(
    "quantization is only supported for F16, BF16 and F32 models",
  );
});

test("a damaged header is refused in words, and makes no model", async () => {
  const listed = async () => (await server.store.list()).length;
  const before = await listed();
  const change = fc.record({ at: fc.nat({ max: 400 }), byte: fc.nat({ max: 255 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 8 }), fc.nat(), async (changes, end) => {
      const damaged = Uint8Array.from(gguf.subarray(0, end % gguf.length));
      for (const { at, byte } of changes) if (at < damaged.length) damaged[at] = byte;
      const files = { "m.gguf": await server.upload(damaged) };
      const response = await server.send("POST", "/api/create", { model: "damaged", files, stream: false });
      expect(response.status).toBe(400);
      expect(((await response.json()) as { error: string }).error).toMatch(/GGUF/);
    }),
    { numRuns: 40 },
  );
  expect(await listed()).toBe(before);
});

test("nothing is written outside the store", async () => {
  expect((await readdir(server.folder)).sort()).toEqual(["made.gguf", "models"]);
  expect((await readdir(join(server.folder, "models"))).sort()).toEqual(["blobs", "manifests"]);
});
