import { expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { architectureNames } from "./architectures/architecture.ts";
import { storiesAbsent, storiesPath } from "./gguf/testing.ts";

test.skipIf(storiesAbsent)(
  "the README's program runs (skipped without shared/fixtures)",
  async () => {
    const readme = readFileSync(join(import.meta.dir, "../README.md"), "utf8");
    const program = /```ts\n(.*?)```/s.exec(readme)![1]!;
    const folder = mkdtempSync(join(tmpdir(), "cria-readme-"));
    try {
      symlinkSync(storiesPath, join(folder, "model.gguf"));
      const index = JSON.stringify(join(import.meta.dir, "index.ts"));
      writeFileSync(join(folder, "program.ts"), program.replace('"@cria/engine"', index));
      const child = Bun.spawn([process.execPath, "program.ts"], { cwd: folder, stderr: "pipe" });
      const [output, errors] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
      expect(errors).toBe("");
      expect(output).toEndWith("\n20 tokens, length\n");
      expect(output).toStartWith(", there was a little girl named Lily.");
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
  60_000,
);

test("the README's tables have every architecture, and no other", () => {
  const readme = readFileSync(join(import.meta.dir, "../README.md"), "utf8");
  const rows = readme.slice(readme.indexOf("## Architectures")).matchAll(/^\| (`.*?) \|/gm);
  const named = Array.from(rows, ([, cell]) => cell!.match(/[\w.-]+/g)!).flat();
  const families = named.filter((name) => name !== "general.architecture");
  expect(families.toSorted()).toEqual(architectureNames.toSorted());
});
