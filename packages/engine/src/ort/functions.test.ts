import { expect, test } from "bun:test";
import { join } from "node:path";

test("every index of the API table is the function that its name says", async () => {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, "functions.child.ts")], {
    stdout: "pipe",
    stderr: "pipe",
  });
  const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  expect({ stdout: stdout.trim(), stderr, exit: await child.exited }).toEqual({
    stdout: "all called",
    stderr: expect.any(String),
    exit: 0,
  });
});
