import { expect, test } from "bun:test";
import { join } from "node:path";

// ONNX Runtime is loaded in a process of its own.
test("every architecture embeds as llama.cpp does", () => {
  const path = join(import.meta.dir, "embedding-agreement.child.ts");
  const { exitCode, stderr } = Bun.spawnSync([process.execPath, "test", "--timeout", "60000", path], {
    env: { ...process.env, ORT_DISABLE_TELEMETRY: "1" },
  });
  if (exitCode !== 0) console.error(stderr.toString());
  expect(exitCode).toBe(0);
}, 300_000);
