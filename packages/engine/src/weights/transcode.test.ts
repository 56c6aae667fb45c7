import { expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { GgufTensor } from "../gguf/tensor-layout.ts";
import { groupedImageOf } from "./grouped.ts";
import { imageOf, type QuantizedImage, WeightError } from "./image.ts";
import { WeightLayout } from "./layout.ts";
import { randomBlocks, tensorOf } from "./testing.ts";
import { transcode } from "./transcode.ts";

/** Transcodes what the layout asks for from a file of these bytes; gives the weights file and the reported progress. */
async function run(layout: WeightLayout, source: Uint8Array) {
  const folder = mkdtempSync(join(tmpdir(), "cria-weights-"));
  try {
    writeFileSync(join(folder, "model.gguf"), source);
    const progress: [number, number][] = [];
    const target = join(folder, "weights.data");
    await transcode(join(folder, "model.gguf"), target, layout, (...at) => progress.push(at));
    expect(statSync(target).size).toBe(layout.byteLength);
    return { weights: new Uint8Array(readFileSync(target)), progress };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const region = (weights: Uint8Array, { offset, byteLength }: { offset: number; byteLength: number }) =>
  weights.slice(offset, offset + byteLength);

test("stacked tensors lie one behind the other, in both layouts", async () => {
  const a = tensorOf("a", "Q4_0", 32, 64, 0);
  const b = tensorOf("b", "Q4_0", 19, 64, a.byteLength);
  const blocks = randomBlocks("Q4_0", 51 * 2, 1);
  const layout = new WeightLayout();
  const rows = layout.matrix([a, b]);
  const grouped = layout.grouped([a, b]);
  expect(layout.matrix([a, b])).toBe(rows);
  expect(layout.grouped([a, b])).toBe(grouped);
  const { weights, progress } = await run(layout, blocks);

  const values = new Uint8Array(rows.values.byteLength);
  const scales = new Float32Array(rows.scales!.byteLength / 4);
  (imageOf(a) as QuantizedImage).transcode(blocks, values, scales);
  expect(region(weights, rows.values)).toEqual(values);
  expect(new Float32Array(region(weights, rows.scales!).buffer)).toEqual(scales);

  const interleaved = new Uint8Array(grouped.values.byteLength);
  const halves = new Uint16Array(grouped.scales!.byteLength / 2);
  groupedImageOf(a)!.transcode(blocks, 2, interleaved, halves);
  expect(region(weights, grouped.values)).toEqual(interleaved);
  expect(new Uint16Array(region(weights, grouped.scales!).buffer)).toEqual(halves);
  expect(progress.at(-1)).toEqual([2 * blocks.length, 2 * blocks.length]);
});

test("tensors are stacked in groups only where no group is shared", () => {
  const of = (...rows: number[]) => rows.map((n, i) => tensorOf(`t${i}`, "Q8_0", n, 32));
  expect(WeightLayout.stackableInGroups(of(16, 48, 5))).toBe(true);
  expect(WeightLayout.stackableInGroups(of(16, 5, 48))).toBe(false);
  expect(WeightLayout.stackable([...of(16), tensorOf("other", "Q4_0", 16, 32)])).toBe(false);
});

const notFinite: [string, GgufTensor, (bytes: DataView) => void][] = [
  ["an infinite Q4_0 scale", tensorOf("w", "Q4_0", 2, 32), (view) => view.setUint16(18, 0x7c00, true)],
  ["a NaN Q8_0 scale", tensorOf("w", "Q8_0", 2, 32), (view) => view.setUint16(34, 0xfe01, true)],
  ["an infinite F32 element", tensorOf("w", "F32", 1, 8), (view) => view.setFloat32(4, -Infinity, true)],
  ["a NaN F16 element", tensorOf("w", "F16", 1, 8), (view) => view.setUint16(2, 0x7e00, true)],
];

test.each(notFinite)("%s is refused", async (_, tensor, damage) => {
  const bytes = new Uint8Array(tensor.byteLength);
  damage(new DataView(bytes.buffer));
  const quantized = tensor.type.blockSize > 1;
  for (const grouped of quantized ? [false, true] : [false]) {
    const layout = new WeightLayout();
    if (grouped) layout.grouped([tensor]);
    else layout.matrix([tensor]);
    await expect(run(layout, bytes)).rejects.toThrow(new WeightError("tensor w holds values that are not finite"));
  }
});

test("a file that ends within a tensor is refused", async () => {
  const tensor = tensorOf("w", "Q8_0", 4, 64);
  const layout = new WeightLayout();
  layout.grouped([tensor]);
  await expect(run(layout, new Uint8Array(tensor.byteLength - 1))).rejects.toThrow(WeightError);
});
