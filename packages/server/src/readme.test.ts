import { expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

test("the README's program runs", async () => {
  const readme = readFileSync(join(import.meta.dir, "../README.md"), "utf8");
  const program = /```ts\n(.*?)```/s.exec(readme)![1]!;
  const folder = mkdtempSync(join(tmpdir(), "cria-readme-"));
  try {
    const index = JSON.stringify(join(import.meta.dir, "index.ts"));
    writeFileSync(join(folder, "program.ts"), program.replace('"@cria/server"', index));
    const child = Bun.spawn([process.execPath, "program.ts"], { cwd: folder, stderr: "pipe" });
    const [output, errors] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
    expect({ output, errors }).toEqual({ output: "The capital of France is Paris.\n", errors: "" });
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);
