import { expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

test("headers with changed keys and tensors are refused, or run (npm run fuzz -- architectures tries more)", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cria-fuzz-"));
  const progress = join(folder, "progress");
  const child = Bun.spawn([process.execPath, join(import.meta.dir, "fuzz.child.ts"), "1", "1500", progress], {
    stdout: "pipe",
    stderr: "pipe",
  });
  const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  if ((await child.exited) !== 0) throw new Error(`ended at ${readFileSync(progress, "utf8")}\n${stderr}`);
  const { refused, ran, late } = JSON.parse(stdout.trim().split("\n").at(-1)!);
  expect(refused).toBeGreaterThan(500);
  expect(ran).toBeGreaterThan(20);
  expect(late).toBe(0);
  rmSync(folder, { recursive: true });
}, 300_000);
