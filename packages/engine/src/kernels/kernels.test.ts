import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { usableLevels } from "./level.ts";
import { kernelLibraryPath } from "./library.ts";

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

const scripts = ["attention", "block-linear", "experts", "recurrent", "row-operators"].map(
  (name) => `${name}.child.ts`,
);

describe.each(scripts)("%s", (script) => {
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
