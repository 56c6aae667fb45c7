import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { readGguf } from "../gguf/reader.ts";
import { PreparedCache } from "../prepared/cache.ts";
import { WeightError } from "../weights/error.ts";
import { planModel } from "./plan.ts";
import { prepareModel } from "./prepare.ts";
import { writeRandomModel } from "./testing.ts";

const folder = mkdtempSync(join(tmpdir(), "cria-prepare-"));
afterAll(() => rmSync(folder, { recursive: true }));
let path: string;
beforeAll(async () => {
  path = await writeRandomModel(folder, "llama", "Q8_0");
});

let caches = 0;
const newPlace = () => ({ cacheDir: join(folder, `cache-${caches++}`), cacheKey: "model" });
const plan = async (kernels = false) => planModel(await readGguf(path), kernels);
const namesIn = (cacheDir: string) => readdirSync(join(cacheDir, "model")).sort();
const noRoom = new PreparedCache(join(folder, "full"), undefined, async () => 1_500);

describe("what stays in the cache", () => {
  test("is transcoded once per graph; what is damaged or left over makes way", async () => {
    const place = newPlace();
    let reports = 0;
    const prepare = async (kernels: boolean) => {
      using prepared = await prepareModel(await plan(kernels), path, place, () => reports++);
      return prepared.onnxPath;
    };
    const { byteLength } = (await plan()).layout;
    const first = await prepare(false);
    const weights = join(first, "../weights.data");
    expect(reports).toBeGreaterThan(0);
    expect(statSync(weights).size).toBe(byteLength);
    reports = 0;
    expect(await prepare(false)).toEqual(first);
    expect(reports).toBe(0);

    truncateSync(weights, 10);
    expect(await prepare(false)).toEqual(first);
    expect(statSync(weights).size).toBe(byteLength);

    mkdirSync(join(place.cacheDir, "model/0123456789abcdef.partial"));
    const other = await prepare(true);
    expect(namesIn(place.cacheDir)).toEqual([basename(dirname(other))]);
    expect(other).not.toBe(first);
  });

  test("is made anew when its weights get other bytes, whatever their times say", async () => {
    const place = newPlace();
    let reports = 0;
    const prepare = async () => prepareModel(await plan(), path, place, () => reports++);
    using first = await prepare();
    const weights = join(first.onnxPath, "../weights.data");
    const content = readFileSync(weights);
    expect(await first.isIntact()).toBe(true);

    // The same bytes with other times, as in a copy, are taken.
    utimesSync(weights, 1, 1);
    reports = 0;
    using second = await prepare();
    expect(reports).toBe(0);

    writeFileSync(weights, new Uint8Array(content.length).fill(255));
    using third = await prepare();
    expect(reports).toBeGreaterThan(0);
    expect(Buffer.compare(readFileSync(weights), content)).toBe(0);

    // Nobody can undo the times that a change leaves; a disk that loses bits changes none.
    const record = join(weights, "../entry.json");
    writeFileSync(weights, new Uint8Array(content.length).fill(255));
    const { size, mtimeNs, ctimeNs } = statSync(weights, { bigint: true });
    const entry = JSON.parse(readFileSync(record, "utf8"));
    writeFileSync(
      record,
      JSON.stringify({ ...entry, seal: { ...entry.seal, stamp: `${size} ${mtimeNs} ${ctimeNs}` } }),
    );
    reports = 0;
    using fourth = await prepare();
    expect(reports).toBe(0);
    expect(await fourth.isIntact()).toBe(false);
    using fifth = await prepare();
    expect(reports).toBeGreaterThan(0);
    expect(Buffer.compare(readFileSync(weights), content)).toBe(0);
    for (const prepared of [second, third, fifth]) expect(prepared.isThere()).toBe(true);
  });

  test("is made anew when others remove it while it is written; not for ever", async () => {
    const place = newPlace();
    let left = 2;
    const removeCache = () => {
      if (left-- > 0) rmSync(place.cacheDir, { recursive: true });
    };
    using prepared = await prepareModel(await plan(), path, place, removeCache);
    expect(left).toBeLessThan(0);
    expect(prepared.isThere()).toBe(true);
    expect(await prepared.isIntact()).toBe(true);

    rmSync(place.cacheDir, { recursive: true });
    left = Number.POSITIVE_INFINITY;
    await expect(prepareModel(await plan(), path, place, removeCache)).rejects.toThrow("ENOENT");
  });

  test("is no other graph's while that is in use", async () => {
    const place = newPlace();
    using first = await prepareModel(await plan(true), path, place);
    using second = await prepareModel(await plan(false), path, place);
    expect(namesIn(place.cacheDir)).toEqual([first, second].map((one) => basename(dirname(one.onnxPath))).sort());
  });

  test("is what the size holds, and never what is in use", async () => {
    const place = newPlace();
    const { layout, model } = await plan();
    const one = layout.byteLength + model.byteLength;
    const prepare = async (cacheKey: string, cacheBytes: number) =>
      prepareModel(await plan(), path, { ...place, cacheKey, cacheBytes });
    const keys = () => readdirSync(place.cacheDir).filter((name) => name !== "lock");
    using _ = await prepare("a", 2 * one);
    (await prepare("b", 2 * one))[Symbol.dispose]();
    (await prepare("c", 2 * one))[Symbol.dispose]();
    expect(keys().sort()).toEqual(["a", "c"]);
  });

  test("does not grow beyond the size: what has no room lives as long as its user", async () => {
    const place = newPlace();
    for (const cacheBytes of [0, (await plan()).layout.byteLength - 1]) {
      using prepared = await prepareModel(await plan(), path, { ...place, cacheBytes });
      if (cacheBytes === 0) expect(prepared.notice).toBeUndefined();
      else expect(prepared.notice).toMatch(/anew at each load: their \S+ [kM]B are more than the cache may take/);
      // Until it is loaded, nobody may remove it.
      await new PreparedCache(place.cacheDir, 0).sweep();
      const found = await prepared.open((onnxPath) => [onnxPath, join(onnxPath, "../weights.data")].every(existsSync));
      expect(found).toBe(true);
      expect(readdirSync(place.cacheDir)).toEqual(["lock"]);
    }
  });

  test("goes when its model was deleted while it was prepared", async () => {
    const place = newPlace();
    const copy = join(folder, "copy.gguf");
    copyFileSync(path, copy);
    using prepared = await prepareModel(await plan(), copy, place);
    rmSync(copy);
    expect(await prepared.open(existsSync)).toBe(true);
    expect(readdirSync(place.cacheDir)).toEqual(["lock"]);
  });
});

describe("a conversion", () => {
  const start = (cacheDir: string, mode = "") =>
    Bun.spawn([process.execPath, join(import.meta.dir, "prepare.child.ts"), path, cacheDir, mode], { stdout: "pipe" });
  const firstLine = async (child: ReturnType<typeof start>) =>
    new TextDecoder().decode((await child.stdout.getReader().read()).value).trim();

  test("that fails leaves nothing", async () => {
    const place = newPlace();
    const broken = join(folder, "broken.gguf");
    copyFileSync(path, broken);
    const whole = await plan();
    truncateSync(broken, statSync(broken).size - 100);
    await expect(prepareModel(whole, broken, place)).rejects.toThrow(WeightError);
    expect(readdirSync(place.cacheDir)).toEqual(["lock"]);
  });

  test("is waited for, and taken over when its process ends", async () => {
    const place = newPlace();
    await using writer = start(place.cacheDir, "stop");
    expect(await firstLine(writer)).toBe("writing");
    const partial = namesIn(place.cacheDir);
    let reports = 0;
    const { layout } = await plan();
    const preparing = prepareModel(await plan(), path, place, (_, total) => {
      if (total === layout.byteLength) reports++;
    });
    expect(await Promise.race([preparing, Bun.sleep(300)])).toBeUndefined();
    expect(namesIn(place.cacheDir)).toEqual(partial);
    expect(reports).toBe(1);
    writer.kill("SIGKILL");
    using prepared = await preparing;
    expect(namesIn(place.cacheDir)).toEqual([basename(dirname(prepared.onnxPath))]);
  });

  test("happens once for many processes", async () => {
    const place = newPlace();
    const children = Array.from({ length: 4 }, () => start(place.cacheDir, "slow"));
    try {
      const lines = await Promise.all(children.map(firstLine));
      const home = join(place.cacheDir, "model", (await plan()).identity);
      expect(lines.sort()).toEqual([...Array(3).fill(`found ${home}`), `wrote ${home}`]);
      // They live, so they use it.
      await new PreparedCache(place.cacheDir, 0).sweep();
      expect(namesIn(place.cacheDir)).toEqual([basename(home)]);
    } finally {
      for (const child of children) child.kill("SIGKILL");
      await Promise.all(children.map((child) => child.exited));
    }
    await new PreparedCache(place.cacheDir, 0).sweep();
    expect(readdirSync(place.cacheDir)).toEqual(["lock"]);
  });
});

describe("a folder that can't take the weights", () => {
  const blocked = () => new PreparedCache(join(path, "below-a-file"), undefined);

  test("makes way for another, where nothing stays", async () => {
    const other = join(folder, "temporary");
    for (const first of [noRoom, blocked()]) {
      using prepared = await prepareModel(await plan(), path, newPlace(), undefined, [
        first,
        new PreparedCache(other, 0),
      ]);
      expect(prepared.onnxPath).toStartWith(other);
      expect(prepared.notice).toMatch(/anew at each load, since \S+ \(.+\) can't keep them/);
      expect(await prepared.open(existsSync)).toBe(true);
      expect(readdirSync(other)).toEqual(["lock"]);
    }
  });

  test("is named with what it lacks when there is no other", async () => {
    const failing = prepareModel(await plan(), path, newPlace(), undefined, [blocked(), noRoom]);
    await expect(failing).rejects.toThrow(
      /^the prepared weights need \d+\.\d [kM]B on disk, and no folder takes them: \S*below-a-file \(not a directory\), \S*full \(1\.5 kB free\); CRIA_CACHE names another$/,
    );
    expect(readdirSync(join(folder, "full"))).toEqual(["lock"]);
  });
});
