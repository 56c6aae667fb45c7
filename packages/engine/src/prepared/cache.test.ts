import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PreparedCache } from "./cache.ts";
import { hold, modelFile, partialName, passingName } from "./entry.ts";
import { recordFile } from "./record.ts";

let folder: string;
let cacheFolder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cria-prepared-"));
  cacheFolder = join(folder, "cache");
});
afterEach(() => rmSync(folder, { recursive: true }));

const identity = "0123456789abcdef";

/** Writes an entry of 10 bytes that was used so many minutes ago, by default of a model file that exists. */
function entry(key: string, minutes: number, { name = identity, source = join(folder, key) } = {}): string {
  if (source === join(folder, key)) writeFileSync(source, "");
  const path = join(cacheFolder, key, name);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, modelFile), "x".repeat(10));
  writeFileSync(join(path, recordFile), JSON.stringify({ bytes: 10, sources: [source] }));
  const time = new Date(Date.now() - minutes * 60_000);
  utimesSync(join(path, recordFile), time, time);
  return path;
}

const keys = () => readdirSync(cacheFolder).sort();
const gone = () => join(folder, "gone");

describe("a sweep", () => {
  test("keeps what was used last, and what is in use, within the size", async () => {
    entry("oldest", 5);
    using _ = await hold(entry("used", 4));
    entry("old", 3);
    entry("new", 1);
    await new PreparedCache(cacheFolder, 30).sweep();
    expect(keys()).toEqual(["lock", "new", "old", "used"]);
    await new PreparedCache(cacheFolder, 29).sweep();
    expect(keys()).toEqual(["lock", "new", "used"]);
    await new PreparedCache(cacheFolder, 0).sweep();
    expect(keys()).toEqual(["lock", "used"]);
  });

  test("takes half of the free disk where no size is set", async () => {
    for (const [key, minutes] of Object.entries({ a: 1, b: 2, c: 3 })) entry(key, minutes);
    // 30 bytes are taken, so that the disk would have 60 free, then 59.
    await new PreparedCache(cacheFolder, undefined, async () => 30).sweep();
    expect(keys()).toEqual(["a", "b", "c", "lock"]);
    await new PreparedCache(cacheFolder, undefined, async () => 29).sweep();
    expect(keys()).toEqual(["a", "b", "lock"]);
  });

  test("removes what belongs to no model, and what was broken off", async () => {
    entry("orphan", 1, { source: gone() });
    entry("shared", 1);
    writeFileSync(
      join(cacheFolder, "shared", identity, recordFile),
      JSON.stringify({ bytes: 10, sources: [gone(), folder] }),
    );
    entry("partial", 1, { name: partialName(identity) });
    entry("partial", 1, { name: passingName(identity) });
    mkdirSync(join(cacheFolder, "partial", partialName(identity.replace("0", "1"))));
    using _ = await hold(entry("written", 1, { name: partialName(identity) }));
    const earlier = entry("earlier", 1);
    rmSync(join(earlier, recordFile));
    await new PreparedCache(cacheFolder, 1000).sweep();
    expect(keys()).toEqual(["lock", "shared", "written"]);
  });

  test("leaves alone what is not Cria's", async () => {
    const names = () => (readdirSync(cacheFolder, { recursive: true }) as string[]).sort();
    for (const path of ["a/b.partial", `a/${identity}`, `a/${identity.slice(1)}.partial`, "embedded-1/blobs"]) {
      mkdirSync(join(cacheFolder, path), { recursive: true });
      writeFileSync(join(cacheFolder, path, "file"), "");
    }
    writeFileSync(join(cacheFolder, identity), "");
    const before = names();
    await new PreparedCache(cacheFolder, 0).sweep();
    expect(names()).toEqual([...before, "lock"].sort());
  });

  test("makes no folder", async () => {
    await new PreparedCache(cacheFolder, 0).sweep();
    await new PreparedCache(cacheFolder, 0).drop("a");
    expect(readdirSync(folder)).toEqual([]);
  });

  test("that can't change the folder says so", async () => {
    writeFileSync(cacheFolder, "");
    expect(new PreparedCache(cacheFolder).sweep()).rejects.toThrow("EEXIST");
  });
});

describe("dropping a key", () => {
  test("removes what was made of it, loaded or not, unless another model file has the same content", async () => {
    const cache = new PreparedCache(cacheFolder, 1000);
    using _ = await hold(entry("a", 1, { source: gone() }));
    entry("b", 1);
    await cache.drop("a");
    await cache.drop("b");
    expect(keys()).toEqual(["b", "lock"]);
  });

  test("leaves what is being written to its writer", async () => {
    using _ = await hold(entry("a", 1, { name: partialName(identity), source: gone() }));
    await new PreparedCache(cacheFolder, 1000).drop("a");
    expect(keys()).toEqual(["a", "lock"]);
  });
});

test("what was broken off goes, and what is being written stays", async () => {
  entry("a", 1, { name: partialName(identity) });
  using _ = await hold(entry("a", 1, { name: passingName(identity) }));
  entry("a", 1, { name: identity, source: gone() });
  entry("b", 1, { name: partialName(identity) });
  await new PreparedCache(cacheFolder, 0).removeBrokenOff("a");
  expect(readdirSync(join(cacheFolder, "a"))).toHaveLength(2);
  expect(keys()).toEqual(["a", "b", "lock"]);
});

test("changes wait for each other", async () => {
  let running = 0;
  const steps: number[] = [];
  const change = (i: number) =>
    new PreparedCache(cacheFolder).exclusively(async () => {
      steps.push(++running);
      await Bun.sleep(i % 3);
      running--;
    });
  await Promise.all(Array.from({ length: 12 }, (_, i) => change(i)));
  expect(steps).toEqual(Array(12).fill(1));
});
