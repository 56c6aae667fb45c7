import { afterEach, beforeEach, expect, spyOn, test } from "bun:test";
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { manifestPath, parseName } from "./name.ts";
import { Store } from "./store.ts";
import { writeTexts } from "./testing.ts";

const count = 150;
const name = (index: number) => parseName(`m${index}`)!;
let root: string;
let store: Store;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "cria-once-"));
  store = await Store.open({ root, cacheDir: join(root, "cria-cache") });
  for (let index = 0; index < count; index++) await writeTexts(store, `m${index}`, { system: `s${index}` });
  // The times of files tell changes apart that are further apart than some milliseconds.
  await Bun.sleep(100);
});
afterEach(() => rmSync(root, { recursive: true }));

test("many models are read once, and one of them again when another program has changed it", async () => {
  const first = await store.list();
  expect(first).toHaveLength(count);
  const reads = spyOn(store.blobs, "readText");
  expect(await store.list()).toBe(first);
  for (let index = 0; index < count; index++) expect(await store.resolve(name(index))).toBe(find(first, index)!);
  expect(reads).not.toHaveBeenCalled();

  const manifests = join(root, "manifests");
  const config = { mediaType: "x", digest: "", size: 7 };
  const temporary = join(root, "temporary");
  writeFileSync(temporary, JSON.stringify({ config, layers: [] }));
  renameSync(temporary, join(manifests, manifestPath(name(3))));
  rmSync(join(manifests, manifestPath(name(4))));
  const second = await store.list();
  expect(second).toHaveLength(count - 1);
  expect(find(second, 3)?.size).toBe(7);
  expect(find(second, 4)).toBeUndefined();
  for (const index of [0, 1, 2, 5, count - 1]) expect(find(second, index)).toBe(find(first, index)!);
  expect(reads).not.toHaveBeenCalled();
});

function find(models: Awaited<ReturnType<Store["list"]>>, index: number) {
  return models.find((model) => model.name.model === `m${index}`);
}
