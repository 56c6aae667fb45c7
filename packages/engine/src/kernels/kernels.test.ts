import { describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { usableLevels } from "./level.ts";
import { kernelLibraryPath, kernelSymbols } from "./library.ts";

const native = join(import.meta.dir, "../../native");
const committed = kernelLibraryPath();
const levels = usableLevels();

// Milliseconds, for a busy machine.
const patience = 240_000;

/** What the child prints. A crash of the child is a failure, not the end of this process. */
async function child(script: string, level: string): Promise<string> {
  const process_ = Bun.spawn([process.execPath, join(import.meta.dir, script), committed, level], {
    stdout: "pipe",
    stderr: "pipe",
  });
  const [stdout, stderr] = await Promise.all([process_.stdout.text(), process_.stderr.text()]);
  const exit = await process_.exited;
  if (exit !== 0) throw new Error(`${script} at level ${level} ended with ${process_.signalCode ?? exit}: ${stderr}`);
  return stdout.trim();
}

test("the committed library is built from the committed sources", () => {
  const folders = readdirSync(native, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const inFolders = folders.flatMap(({ name }) => readdirSync(join(native, name)).map((file) => `${name}/${file}`));
  const of = (names: string[], ending: string) => names.filter((name) => name.endsWith(ending)).sort();
  const order = [...of(readdirSync(native), ".c"), ...of(inFolders, ".c"), ...of(inFolders, ".h"), "build.sh"];
  const hash = createHash("sha256");
  for (const name of order) hash.update(readFileSync(join(native, name)));
  expect(String(kernelSymbols().cria_kernels_source())).toBe(hash.digest("hex"));
});

describe.each(["block-linear.child.ts", "attention.child.ts"])("%s", (script) => {
  test(
    `passes with the same bits at ${levels.join(", ")}`,
    async () => {
      const digests: string[] = [];
      for (const level of levels) digests.push(await child(script, level));
      expect(digests[0]).toMatch(/^[0-9a-f]{64}$/);
      expect(new Set(digests).size).toBe(1);
    },
    patience,
  );
});
