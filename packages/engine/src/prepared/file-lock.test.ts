import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileLock } from "./file-lock.ts";

const folder = mkdtempSync(join(tmpdir(), "cria-lock-"));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, "file");
writeFileSync(path, "");

test("sharers share a lock, and nobody else gets it", () => {
  using first = FileLock.try(path, "shared");
  using second = FileLock.try(path, "shared");
  expect([first, second]).not.toContain(undefined);
  expect(FileLock.try(path, "exclusive")).toBeUndefined();
  first![Symbol.dispose]();
  second![Symbol.dispose]();
  using alone = FileLock.try(path, "exclusive");
  expect(alone).toBeDefined();
  expect(FileLock.try(path, "shared")).toBeUndefined();
});

test("waiting ends when the lock is free, or with the patience", async () => {
  const held = FileLock.try(path, "exclusive");
  expect(await FileLock.wait(path, "shared", 30)).toBeUndefined();
  setTimeout(() => held![Symbol.dispose](), 30);
  using lock = await FileLock.wait(path, "shared", 10_000);
  expect(lock).toBeDefined();
});

test("a process that is killed holds nothing any more", async () => {
  const source = `
    import { FileLock } from ${JSON.stringify(join(import.meta.dir, "file-lock.ts"))};
    globalThis.lock = FileLock.try(${JSON.stringify(path)}, "exclusive");
    console.log("held");
    setInterval(() => {}, 1000);
  `;
  const child = Bun.spawn([process.execPath, "-e", source], { stdout: "pipe" });
  await child.stdout.getReader().read();
  expect(FileLock.try(path, "shared")).toBeUndefined();
  child.kill("SIGKILL");
  await child.exited;
  using lock = FileLock.try(path, "shared");
  expect(lock).toBeDefined();
});

test("a file that is not there is the system's error", () => {
  expect(() => FileLock.try(join(folder, "absent"), "shared")).toThrow("ENOENT");
});
