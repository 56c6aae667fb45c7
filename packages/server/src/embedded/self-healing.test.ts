import { afterEach, beforeEach, describe, expect, spyOn, test } from "bun:test";
import { existsSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseName } from "../store/name.ts";
import type { Fallback } from "../store/store.ts";
import { openEmbeddedStore } from "./embedded-store.ts";

const absent = !existsSync(join(import.meta.dir, "../../model/cria.gguf"));
const name = parseName("cria")!;
let cacheDir: string;
beforeEach(() => {
  cacheDir = mkdtempSync(join(tmpdir(), "cria-healing-"));
});
afterEach(() => rmSync(cacheDir, { recursive: true, force: true }));

/** Every file below the cache, largest first. */
function files(): string[] {
  const entries = readdirSync(cacheDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map(({ parentPath, name: file }) => join(parentPath, file));
  return paths.sort((a, b) => Bun.file(b).size - Bun.file(a).size);
}

async function expectWhole(open: Fallback | undefined): Promise<void> {
  const store = await open!();
  const model = await store!.resolve(name);
  expect(await model.capabilities()).toContain("completion");
  for (const { digest } of model.manifest.layers) {
    const content = await Bun.file(store!.blobs.path(digest)).bytes();
    expect(`sha256:${Bun.SHA256.hash(content, "hex")}`).toBe(digest);
  }
}

const harms: readonly (readonly [what: string, harm: () => void])[] = [
  ["the cache is removed", () => rmSync(cacheDir, { recursive: true })],
  ["the weights are removed", () => rmSync(files()[0]!)],
  ["the weights are cut", () => truncateSync(files()[0]!, 1000)],
  ["the weights get other bytes", () => writeFileSync(files()[0]!, new Uint8Array(Bun.file(files()[0]!).size))],
  ["the manifest is damaged", () => writeFileSync(files().find((path) => path.includes("manifests"))!, "{")],
];

describe.skipIf(absent)("the embedded model (skipped without packages/server/model/cria.gguf)", () => {
  test.each(harms)("is whole again when %s while the server runs", async (_, harm) => {
    const open = await openEmbeddedStore({ cacheDir });
    await expectWhole(open);
    harm();
    await Promise.all([expectWhole(open), expectWhole(open)]);
  });

  test.each(harms)("is whole at the next start when %s", async (_, harm) => {
    await openEmbeddedStore({ cacheDir });
    harm();
    await expectWhole(await openEmbeddedStore({ cacheDir }));
  });

  test("is away as long as nothing can be written, and says so once in a while", async () => {
    const open = await openEmbeddedStore({ cacheDir });
    rmSync(cacheDir, { recursive: true });
    writeFileSync(cacheDir, "");
    const log = spyOn(process.stderr, "write").mockReturnValue(true);
    for (let turn = 0; turn < 3; turn++) expect(await open!()).toBeUndefined();
    expect(log.mock.calls).toHaveLength(1);
    log.mockRestore();
  });

  test("is the same object as long as nothing touches it", async () => {
    const open = await openEmbeddedStore({ cacheDir });
    expect(await open!()).toBe((await open!())!);
  });
});
