import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BlobStore } from "../../store/blobs.ts";
import { BlobLock } from "./blob-lock.ts";
import { PartialBlob } from "./partial-blob.ts";
import { listPartials, removePartials, sweepPartials } from "./partials.ts";
import { blockSize } from "./pieces.ts";

/** Three blocks and a bit. */
const size = 3 * blockSize + 1;
let folder: string;
let blobs: BlobStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cria-partials-"));
  blobs = new BlobStore(join(folder, "blobs"), join(folder, "cache"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const digest = (n: number) => `sha256:${String(n).repeat(64)}`;

/** A download that has its first block and the bit for it. */
async function begin(n: number, model: string): Promise<string> {
  const path = join(blobs.partialFolder, String(n).repeat(64));
  await using partial = await PartialBlob.open(path, { digest: digest(n), size, model });
  for (const block of [0, 3]) {
    await partial.write(new Uint8Array(partial.blocks.length(block)).fill(n), partial.blocks.start(block));
    partial.mark(block);
  }
  await partial.record();
  utimesSync(join(path, "blocks"), n, n);
  return path;
}

test("what is there of a download outlives its process, whatever else is in the folder", async () => {
  await begin(2, "h/n/b:t");
  await begin(1, "h/n/a:t");
  mkdirSync(join(blobs.partialFolder, "foreign"));
  writeFileSync(join(blobs.partialFolder, "file"), "");
  expect(await listPartials(blobs)).toMatchObject([
    { digest: digest(1), model: "h/n/a:t", size, completed: blockSize + 1 },
    { digest: digest(2), model: "h/n/b:t", size, completed: blockSize + 1 },
  ]);
  await using again = await PartialBlob.open(join(blobs.partialFolder, "1".repeat(64)), {
    digest: digest(1),
    size,
    model: "h/n/a:t",
  });
  expect([0, 1, 2, 3].map((block) => again.isComplete(block))).toEqual([true, false, false, true]);
});

test("a record whose data is gone, or is of another size, says nothing", async () => {
  const path = await begin(1, "h/n/a:t");
  writeFileSync(join(path, "data"), "short");
  const wanted = { digest: digest(1), size, model: "" };
  await using first = await PartialBlob.open(path, wanted);
  expect(first.isComplete(0)).toBe(false);
  await using second = await PartialBlob.open(await begin(2, ""), { ...wanted, digest: digest(2), size: 9 });
  expect(second.isComplete(0)).toBe(false);
});

test("a model's downloads are removed, unless they go on", async () => {
  const path = await begin(1, "h/n/a:t");
  await begin(2, "h/n/b:t");
  {
    await using _ = (await BlobLock.try(`${path}.lock`))!;
    expect(await removePartials(blobs, "h/n/a:t")).toBe(false);
  }
  expect(await removePartials(blobs, "H/n/a:t")).toBe(true);
  expect(await removePartials(blobs, "h/n/a:t")).toBe(false);
  expect((await listPartials(blobs)).map(({ model }) => model)).toEqual(["h/n/b:t"]);
});

test("a sweep removes what is finished, idle locks, and the oldest beyond the budget", async () => {
  for (const n of [1, 2, 3]) await begin(n, `h/n/${n}:t`);
  writeFileSync(join(blobs.partialFolder, `${"4".repeat(64)}.lock`), "");
  await sweepPartials(blobs, undefined);
  expect(readdirSync(blobs.partialFolder).sort()).toEqual([1, 2, 3].map((n) => String(n).repeat(64)));
  expect(await sweepPartials(blobs, 2.5 * blockSize)).toBe(blockSize + 1);
  expect((await listPartials(blobs)).map(({ model }) => model)).toEqual(["h/n/2:t", "h/n/3:t"]);
  writeFileSync(blobs.path(digest(3)), new Uint8Array(size));
  await sweepPartials(blobs, undefined);
  expect((await listPartials(blobs)).map(({ model }) => model)).toEqual(["h/n/2:t"]);
});

test("one process at a time has a blob's lock, and its file goes with it", async () => {
  const path = join(folder, "x", "a.lock");
  {
    await using _ = (await BlobLock.try(path))!;
    expect(await BlobLock.try(path)).toBeUndefined();
  }
  expect(readdirSync(join(folder, "x"))).toEqual([]);
  await using again = await BlobLock.try(path);
  expect(again).toBeDefined();
});
