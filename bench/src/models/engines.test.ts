import { expect, test } from "bun:test";
import { join } from "node:path";

// ONNX Runtime is loaded in a process of its own.
test("files of every family run in both engines", () => {
  const { exitCode, stderr } = Bun.spawnSync([process.execPath, "test", join(import.meta.dir, "engines.child.ts")], {
    env: { ...process.env, ORT_DISABLE_TELEMETRY: "1" },
  });
  if (exitCode !== 0) console.error(stderr.toString());
  expect(exitCode).toBe(0);
}, 120_000);
