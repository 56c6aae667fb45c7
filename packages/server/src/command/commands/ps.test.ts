import { expect, test } from "bun:test";
import { processRow } from "./ps.ts";

const now = Date.parse("2026-11-22T12:00:00Z");

test.each([
  [0, "100% CPU"],
  [1000, "100% GPU"],
  [590, "41%/59% CPU/GPU"],
  [1001, "Unknown"],
])("with %d of 1000 bytes on the GPU the processor is %s", (size_vram, processor) => {
  const model = {
    name: "stories:latest",
    model: "stories:latest",
    size: 1000,
    digest: "967caf6f16189f04ce087139672037b5b801f4aaaad58aba6dabc3d3ed1160c8",
    details: {} as never,
    size_vram,
    context_length: 512,
    expires_at: "2026-11-22T12:04:59Z",
  };
  expect(processRow(model, now)).toEqual([
    "stories:latest",
    "967caf6f1618",
    "1 KB",
    processor,
    "512",
    "4 minutes from now",
  ]);
  expect(processRow({ ...model, expires_at: "2319-03-03T00:00:00Z" }, now).at(-1)).toBe("Forever");
  expect(processRow({ ...model, expires_at: "2026-11-22T11:59:59Z" }, now).at(-1)).toBe("Stopping...");
});
