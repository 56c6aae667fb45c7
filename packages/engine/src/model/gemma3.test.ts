import { expect, test } from "bun:test";
import { llamaCppAbsent } from "./llama-cpp-programs.ts";
import { gemma3, realModel } from "./real-models.ts";

const isAbsent = llamaCppAbsent || realModel(gemma3) === undefined;

// ONNX Runtime is loaded in a process of its own.
test.skipIf(isAbsent)(
  "Gemma 3 270M, Q4_K_M, answers as with llama.cpp (skipped without the model or llama.cpp's programs)",
  async () => {
    const child = Bun.spawn([process.execPath, "test", "./gemma3.child.ts"], {
      cwd: import.meta.dir,
      stdout: "pipe",
      stderr: "pipe",
    });
    const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text()]);
    if ((await child.exited) !== 0) throw new Error(`${stdout}\n${stderr}`);
    console.log(stdout);
    expect(stderr).toMatch(/ 0 fail/);
  },
  1_200_000,
);
