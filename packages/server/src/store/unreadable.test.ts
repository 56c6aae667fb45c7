import { afterEach, beforeEach, describe, expect, spyOn, test } from "bun:test";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseName } from "./name.ts";
import { ModelNotFoundError, Store } from "./store.ts";
import { makePipe, writeTexts } from "./testing.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "cria-unreadable-"));
});
afterEach(() => rmSync(root, { recursive: true }));

const named = (text: string) => parseName(text)!;
const library = () => join(root, "manifests/registry.ollama.ai/library");
const open = () => Store.open({ root, cacheDir: join(root, "cria-cache") });
const list = async (store: Store) => (await store.list()).map(({ name }) => name.model);
const blobOf = (text: string) => join(root, `blobs/sha256-${Bun.SHA256.hash(text, "hex")}`);

/** Things that may stand among the manifests and are none. */
const oddities: readonly (readonly [what: string, make: (folder: string) => void])[] = [
  ["a link to itself as a model", (folder) => symlinkSync("loop", join(folder, "loop"))],
  ["a link to itself as a namespace", (folder) => symlinkSync("loop", join(dirname(folder), "loop"))],
  ["a link to itself as a host", (folder) => symlinkSync("loop", join(dirname(dirname(folder)), "loop"))],
  ["a link to itself as a tag", (folder) => symlinkSync("loop", join(folder, "good", "loop"))],
  ["a link to nothing", (folder) => symlinkSync("nothing", join(folder, "good", "gone"))],
  ["a named pipe as a tag", (folder) => makePipe(join(folder, "good", "pipe"))],
  ["a named pipe as a model", (folder) => makePipe(join(folder, "pipe"))],
  [
    "a link to a named pipe as a tag",
    (folder) => {
      makePipe(join(root, "pipe"));
      symlinkSync(join(root, "pipe"), join(folder, "good", "pipe"));
    },
  ],
  ["a folder as a tag", (folder) => mkdirSync(join(folder, "good", "folder", "deeper"), { recursive: true })],
  ["a file as a model", (folder) => writeFileSync(join(folder, "file"), "x")],
];

describe.each(oddities)("%s", (_, makeOddity) => {
  test("is left out: the store opens, and every other name works", async () => {
    await writeTexts(await open(), "good", { system: "s" });
    makeOddity(library());
    const log = spyOn(process.stderr, "write").mockReturnValue(true);
    try {
      const store = await open();
      expect(await list(store)).toEqual(["good"]);
      expect((await store.resolve(named("GOOD"))).system).toBe("s");
      await store.copy(named("good"), named("other"));
      await store.delete(named("good"));
      expect(await list(store)).toEqual(["other"]);
      for (const missing of ["loop", "pipe", "none"]) {
        await expect(store.resolve(named(missing))).rejects.toThrow(ModelNotFoundError);
        await expect(store.delete(named(missing))).rejects.toThrow(ModelNotFoundError);
      }
      const lines = log.mock.calls.map(([line]) => String(line));
      expect(new Set(lines).size).toBe(lines.length);
    } finally {
      log.mockRestore();
    }
  });
});

test("an entry that can't be read is said once, and nothing is pruned meanwhile", async () => {
  await writeTexts(await open(), "good", { system: "s" });
  symlinkSync("loop", join(library(), "loop"));
  writeFileSync(blobOf("unused"), "unused");
  utimesSync(blobOf("unused"), 0, 0);
  const log = spyOn(process.stderr, "write").mockReturnValue(true);
  try {
    const store = await open();
    for (let turn = 0; turn < 3; turn++) await store.list();
    const path = join(library(), "loop");
    expect(log.mock.calls.flat()).toEqual([`left out: open ${path}: too many levels of symbolic links\n`]);
    expect(existsSync(blobOf("unused"))).toBe(true);
  } finally {
    log.mockRestore();
  }
});

describe("a model whose place or blobs are something else can be deleted", () => {
  test("a folder as manifest", async () => {
    const store = await open();
    mkdirSync(join(library(), "odd", "latest", "deeper"), { recursive: true });
    await store.delete(named("odd"));
    expect(readdirSync(join(root, "manifests"))).toEqual([]);
  });

  test("a named pipe as manifest", async () => {
    const store = await open();
    mkdirSync(join(library(), "odd"), { recursive: true });
    makePipe(join(library(), "odd", "latest"));
    await store.delete(named("odd"));
    expect(readdirSync(join(root, "manifests"))).toEqual([]);
  });

  test("a folder as blob, which stays", async () => {
    const store = await open();
    await writeTexts(store, "odd", { system: "s" });
    rmSync(blobOf("s"));
    mkdirSync(blobOf("s"));
    const log = spyOn(process.stderr, "write").mockReturnValue(true);
    await store.delete(named("odd"));
    log.mockRestore();
    expect(await list(store)).toEqual([]);
    expect(readdirSync(join(root, "blobs"))).toHaveLength(1);
  });

  test("200,000 equal layers, in no time", async () => {
    const store = await open();
    await writeTexts(store, "odd", { system: "s" });
    const layer = {
      mediaType: "application/vnd.ollama.image.license",
      digest: `sha256:${Bun.SHA256.hash("s", "hex")}`,
      size: 1,
    };
    writeFileSync(join(library(), "odd", "latest"), JSON.stringify({ layers: Array(200_000).fill(layer) }));
    const start = process.cpuUsage();
    await store.delete(named("odd"));
    expect(process.cpuUsage(start).user).toBeLessThan(3_000_000);
    expect(existsSync(blobOf("s"))).toBe(false);
  });
});

test("a named pipe as blob is an error, no wait", async () => {
  const store = await open();
  await writeTexts(store, "m", { system: "s" });
  rmSync(blobOf("s"));
  makePipe(blobOf("s"));
  await expect((await open()).resolve(named("m"))).rejects.toThrow("not a regular file");
  await expect(store.blobs.readText(`sha256:${Bun.SHA256.hash("s", "hex")}`)).rejects.toThrow("not a regular file");
});
