import { expect, test } from "bun:test";
import { join } from "node:path";

// ONNX Runtime is loaded in a process of its own.
test("every architecture computes what llama.cpp does", () => {
  const { exitCode, stderr } = Bun.spawnSync([process.execPath, "test", join(import.meta.dir, "agreement.child.ts")], {
    env: { ...process.env, ORT_DISABLE_TELEMETRY: "1" },
  });
  if (exitCode !== 0) console.error(stderr.toString());
  expect(exitCode).toBe(0);
}, 300_000);
