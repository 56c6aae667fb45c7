import { afterAll, expect, test } from "bun:test";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TemporaryCache } from "./temporary.ts";

const folder = mkdtempSync(join(tmpdir(), "cria-temporary-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("the folder is made for this user alone, and used again", async () => {
  const path = join(folder, "ours");
  for (let i = 0; i < 2; i++) await new TemporaryCache(path).exclusively(async () => {});
  expect(statSync(path).mode & 0o777).toBe(0o700);
});

test("a folder that others can write to, or have linked, is refused", async () => {
  const [open, link] = [join(folder, "open"), join(folder, "link")];
  mkdirSync(open);
  chmodSync(open, 0o777);
  symlinkSync(folder, link);
  for (const path of [open, link]) {
    const use = async () => new TemporaryCache(path).exclusively(async () => {});
    await expect(use()).rejects.toThrow("others have access to it");
  }
  expect(readdirSync(open)).toEqual([]);
});
