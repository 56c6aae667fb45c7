import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { configType, mediaType } from "./manifest.ts";
import { parseName } from "./name.ts";
import { ModelNotFoundError, Store } from "./store.ts";

let folder: string;
let fallback: Store;
let store: Store;
const name = (text: string) => parseName(text)!;

/** Writes a model of one system text. */
async function write(to: Store, model: string, system: string): Promise<void> {
  const config = await to.blobs.writeText("{}\n");
  const layer = await to.blobs.writeText(system);
  await to.write(name(model), {
    config: { mediaType: configType, digest: config.digest, size: config.size },
    layers: [{ mediaType: mediaType("system"), digest: layer.digest, size: layer.size }],
  });
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "cria-fallback-"));
  const cacheDir = join(folder, "cache");
  fallback = await Store.open({ root: join(folder, "fallback"), cacheDir });
  await write(fallback, "llama", "of the fallback");
  store = await Store.open({ root: join(folder, "store"), cacheDir, fallback: async () => fallback });
});
afterEach(() => rmSync(folder, { recursive: true }));

const names = async () => (await store.list()).map((model) => model.name.model).sort();

test("its models are there until the store has one of their name", async () => {
  expect((await store.resolve(name("LLAMA"))).system).toBe("of the fallback");
  expect(await names()).toEqual(["llama"]);
  expect(await store.isFallback(name("llama"))).toBe(true);
  await write(store, "llama", "own");
  expect((await store.resolve(name("llama"))).system).toBe("own");
  expect(await names()).toEqual(["llama"]);
  expect(await store.isFallback(name("llama"))).toBe(false);
});

test("reading writes nothing", async () => {
  await store.resolve(name("llama"));
  await store.list();
  expect(existsSync(join(folder, "store"))).toBe(false);
});

test("a copy brings the blobs along, and takes them away when it is deleted", async () => {
  await store.copy(name("llama"), name("mine"));
  expect(await names()).toEqual(["llama", "mine"]);
  expect((await store.resolve(name("mine"))).system).toBe("of the fallback");
  expect(readdirSync(join(folder, "store/blobs"))).toHaveLength(2);
  await store.delete(name("mine"));
  expect(readdirSync(join(folder, "store/blobs"))).toEqual([]);
  expect((await fallback.resolve(name("llama"))).system).toBe("of the fallback");
});

test("its models can't be deleted, and others are not found", async () => {
  await expect(store.delete(name("llama"))).rejects.toThrow(ModelNotFoundError);
  await expect(store.resolve(name("nope"))).rejects.toThrow(ModelNotFoundError);
  await expect(store.copy(name("nope"), name("x"))).rejects.toThrow(ModelNotFoundError);
});
