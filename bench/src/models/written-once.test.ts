import { expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writtenOnce } from "./written-once.ts";

test("a file is written whole, once, or not at all", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cria-bench-"));
  try {
    const path = join(folder, "deep", "file");
    const fail = writtenOnce(path, async (partial) => {
      writeFileSync(partial, "half");
      throw new Error("disk full");
    });
    await expect(fail).rejects.toThrow("disk full");
    expect(readdirSync(join(folder, "deep"))).toEqual([]);
    let times = 0;
    for (let i = 0; i < 2; i++) await writtenOnce(path, async (partial) => writeFileSync(partial, `${++times}`));
    expect(readFileSync(path, "utf8")).toBe("1");
    expect(readdirSync(join(folder, "deep"))).toEqual(["file"]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
