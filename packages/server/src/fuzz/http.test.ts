import { expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

test("random bodies are decoded or refused, damaged stores work but for the damage (npm run fuzz -- http tries more)", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cria-fuzz-"));
  const progress = join(folder, "progress");
  const child = Bun.spawn([process.execPath, join(import.meta.dir, "http.child.ts"), "1", "800", progress], {
    stdout: "pipe",
    stderr: "pipe",
  });
  const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  if ((await child.exited) !== 0) throw new Error(`ended at ${readFileSync(progress, "utf8")}\n${stderr}`);
  const { decoded, refused, worked, failed } = JSON.parse(stdout.trim().split("\n").at(-1)!);
  expect(decoded).toBeGreaterThan(100);
  expect(refused).toBeGreaterThan(100);
  expect(worked + failed).toBe(40);
  expect(failed).toBeGreaterThan(10);
  rmSync(folder, { recursive: true });
}, 120_000);
