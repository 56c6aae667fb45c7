import { expect, test } from "bun:test";

test("both sets of operators, in chunks and batches, agree on random models", async () => {
  const child = Bun.spawn([process.execPath, "test", "--timeout", "60000", "./logits.child.ts"], {
    cwd: import.meta.dir,
    stdout: "pipe",
    stderr: "pipe",
  });
  const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  if ((await child.exited) !== 0) throw new Error(`${stdout}\n${stderr}`);
  expect(stderr).toMatch(/ 0 fail/);
}, 120_000);
