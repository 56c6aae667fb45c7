import { expect, test } from "bun:test";
import { miniLm, realModel } from "../model/real-models.ts";

// ONNX Runtime is loaded in a process of its own.
test.skipIf(realModel(miniLm) === undefined)(
  "all-MiniLM-L6-v2 embeds as with sentence-transformers (skipped without the model)",
  async () => {
    const child = Bun.spawn([process.execPath, "test", "--timeout", "120000", "./minilm.child.ts"], {
      cwd: import.meta.dir,
      stdout: "pipe",
      stderr: "pipe",
    });
    const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text()]);
    if ((await child.exited) !== 0) throw new Error(`${stdout}\n${stderr}`);
    console.log(stdout);
    expect(stderr).toMatch(/ 0 fail/);
  },
  360_000,
);
