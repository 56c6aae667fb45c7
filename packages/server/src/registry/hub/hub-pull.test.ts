import { afterEach, beforeEach, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type GgufContent, readGguf } from "@cria/engine";
import { TestServer, tinyModel } from "../../api/test-server.ts";
import { parseName } from "../../store/name.ts";
import { FaultyRegistry } from "../testing/faulty-registry.ts";
import { errorOf, pull, quick } from "../testing/pulling.ts";

let hub: FaultyRegistry;
let server: TestServer;
beforeEach(async () => {
  hub = await FaultyRegistry.start(new Uint8Array(10));
  server = await TestServer.start({ HF_ENDPOINT: `http://${hub.host}`, HF_TOKEN: "hf_secret" }, quick);
});
afterEach(async () => {
  for (const each of [server, hub]) await each[Symbol.asyncDispose]();
});

/** A part of the tiny model with some of its tensors. */
function part(number: number, count: number): GgufContent {
  const { metadata, tensors } = tinyModel();
  const share = Math.ceil(tensors.length / count);
  const split = {
    "split.no": { type: "u16", value: number },
    "split.count": { type: "u16", value: count },
    "split.tensors.count": { type: "i32", value: tensors.length },
  } as const;
  const own = metadata instanceof Map ? Object.fromEntries(metadata) : metadata;
  return {
    metadata: number === 0 ? { ...own, ...split } : split,
    tensors: tensors.slice(number * share, (number + 1) * share),
  };
}

/** The hub refuses the manifest of a split model, lists files, and has each of them. */
async function serve(files: Record<string, Uint8Array>, more: Record<string, string> = {}): Promise<void> {
  const listing = [
    ...Object.entries(files).map(([path, bytes]) => ({
      type: "file",
      path,
      size: bytes.length,
      lfs: { oid: Bun.SHA256.hash(bytes, "hex") },
    })),
    ...Object.entries(more).map(([path, text]) => ({ type: "file", path, size: text.length })),
  ];
  hub.fault = ({ path }) => {
    if (path.includes("/manifests/")) return { status: 400, body: '{"error":"The specified tag is a sharded GGUF."}' };
    if (path.startsWith("/api/models/")) return { status: 200, body: JSON.stringify(listing) };
    const name = decodeURIComponent(path.split("/resolve/main/")[1] ?? "");
    if (name in more) return { status: 200, body: more[name]! };
    const digest = name in files ? `sha256:${Bun.SHA256.hash(files[name]!, "hex")}` : "none";
    return { status: 302, headers: { location: `/storage/blobs/${digest}` } };
  };
  const refuse = hub.fault;
  for (const bytes of Object.values(files)) hub.blobs.set(`sha256:${Bun.SHA256.hash(bytes, "hex")}`, bytes);
  hub.fault = (request) => (request.path.startsWith("/storage/") ? undefined : refuse(request));
}

test("a split model without a manifest at the hub is pulled part by part and made one", async () => {
  const parts = [];
  for (const number of [0, 1, 2]) parts.push(await server.gguf(part(number, 3)));
  const files = Object.fromEntries(parts.map((bytes, i) => [`Q8_0/m-Q8_0-0000${i + 1}-of-00003.gguf`, bytes]));
  await serve(files, { template: "{{ .Prompt }}!", system: "Be brief.", params: '{"temperature":0.5}' });
  const all = await pull(server, "hf.co/some/model-GGUF:q8_0");
  expect(errorOf(all)).toBeUndefined();
  expect(all[0]).toEqual({ status: "pulling manifest" });
  const model = await server.store.resolve(parseName("hf.co/some/model-GGUF:q8_0")!);
  expect(model).toMatchObject({ template: "{{ .Prompt }}!", system: "Be brief.", parameters: { temperature: 0.5 } });
  const gguf = await readGguf(model.modelPath!);
  expect([...gguf.tensors.keys()].sort()).toEqual(
    tinyModel()
      .tensors.map(({ name }) => name)
      .sort(),
  );
  // The parts are gone, only the whole stays.
  const blobs = readdirSync(join(server.folder, "models/blobs")).filter((name) => name.startsWith("sha256-"));
  expect(blobs.length).toBe(5);
  const tokens = hub.requests
    .filter(({ path }) => path.startsWith("/api/"))
    .map(({ headers }) => headers.authorization);
  expect(tokens).toEqual(["Bearer hf_secret"]);
});

test("a refusal for another reason is told", async () => {
  await serve({ "m.gguf": new Uint8Array(5) });
  const error = errorOf(await pull(server, "huggingface.co/some/model:q8_0"));
  expect(error).toBe('pull model manifest: 400: {"error":"The specified tag is a sharded GGUF."}');
  await serve({ "m-Q8_0-00001-of-00001.gguf": await server.gguf(tinyModel()) }, { params: "[1]" });
  expect(errorOf(await pull(server, "hf.co/some/model:q8_0"))).toBe("the repository's file params is no JSON object");
});
