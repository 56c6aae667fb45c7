import { afterEach, beforeEach, describe, expect, spyOn, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createModel } from "../create/create-model.ts";
import { parseName } from "./name.ts";
import { ModelNotFoundError, Store } from "./store.ts";
import { writeTexts } from "./testing.ts";

let folder: string;
let fallback: Store;
let store: Store;
const named = (text: string) => parseName(text)!;
const unlessAbsent = (error: unknown) => {
  if (!(error instanceof ModelNotFoundError)) throw error;
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "cria-races-"));
  const cacheDir = join(folder, "cache");
  fallback = await Store.open({ root: join(folder, "fallback"), cacheDir, noPrune: true });
  await writeTexts(fallback, "base", { system: "of the fallback", template: "{{ .Prompt }}" });
  store = await Store.open({ root: join(folder, "store"), cacheDir, fallback: async () => fallback });
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Many at once of each, in an order that differs from round to round. */
async function race(...actions: readonly (() => Promise<unknown>)[]): Promise<void> {
  for (let round = 0; round < 40; round++) {
    const jobs = Array.from({ length: 12 }, (_, index) => actions[(index * (round + 1)) % actions.length]!);
    await Promise.all(jobs.map((job) => job()));
  }
}

test("copies of a model of the fallback never miss a blob, whoever deletes other copies", async () => {
  const copy = () => store.copy(named("base"), named("x"));
  await race(
    copy,
    () => store.delete(named("x")).catch(unlessAbsent),
    copy,
    () => store.list(),
  );
  await copy();
  expect((await store.resolve(named("x"))).system).toBe("of the fallback");
  await store.delete(named("x"));
  expect(readdirSync(join(folder, "store/blobs"))).toEqual([]);
});

test("a create never misses a blob, whoever deletes what shares it", async () => {
  const create = async () => {
    const body = { model: "y", from: "base", system: "shared" } as Parameters<typeof createModel>[1]["body"];
    for await (const _ of createModel(store, { name: named("y"), body }));
  };
  const rival = () => writeTexts(store, "z", { license: "own" });
  await race(
    create,
    () => store.copy(named("base"), named("x")),
    () => store.delete(named("x")).catch(unlessAbsent),
    () => store.delete(named("y")).catch(unlessAbsent),
    rival,
  );
  await create();
  expect((await store.resolve(named("y"))).system).toBe("shared");
  for (const name of ["x", "y", "z"]) await store.delete(named(name)).catch(unlessAbsent);
  expect(readdirSync(join(folder, "store/blobs"))).toEqual([]);
});

describe("while a model is read", () => {
  /** Reads `x` in a store in which something happens before its layers are read. */
  async function resolveDuring(happen: (store: Store) => Promise<void>) {
    await writeTexts(store, "x", { system: "one" });
    const fresh = await Store.open({ root: store.root, cacheDir: join(folder, "cache") });
    const readText = fresh.blobs.readText.bind(fresh.blobs);
    let happened: Promise<void> | undefined;
    spyOn(fresh.blobs, "readText").mockImplementation(async (digest) => {
      happened ??= happen(fresh);
      await happened;
      return readText(digest);
    });
    return fresh.resolve(named("x"));
  }

  test("others may delete it: it is not there", async () => {
    await expect(resolveDuring((open) => open.delete(named("x")))).rejects.toThrow(ModelNotFoundError);
  });

  test("others may replace it: it is what it became", async () => {
    expect((await resolveDuring((open) => writeTexts(open, "x", { system: "two" }))).system).toBe("two");
  });

  test("a blob that is missing stays an error", async () => {
    const remove = async () => rmSync(join(store.root, "blobs"), { recursive: true });
    await expect(resolveDuring(remove)).rejects.toThrow("no such file or directory");
  });
});
