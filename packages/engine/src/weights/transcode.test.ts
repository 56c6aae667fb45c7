import { expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { GgufTensor } from "../gguf/tensor-layout.ts";
import { WeightError } from "./error.ts";
import { WeightLayout } from "./layout.ts";
import { dequantize, pack, randomBlocks, tensorOf } from "./testing.ts";
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

test("stacked tensors lie one behind the other, packed and as f32", async () => {
  const a = tensorOf("a", "Q4_K", 32, 512, 0);
  const b = tensorOf("b", "Q4_K", 19, 512, a.byteLength);
  const blocks = randomBlocks("Q4_K", 51 * 2, 1);
  const layout = new WeightLayout();
  const floats = layout.floats([a, b]);
  const packed = layout.packed([a, b]);
  expect(layout.floats([a, b])).toBe(floats);
  expect(layout.packed([a, b])).toBe(packed);
  const { weights, progress } = await run(layout, blocks);
  expect(new Float32Array(region(weights, floats.region).buffer)).toEqual(dequantize("Q4_K", blocks));
  expect(region(weights, packed.region)).toEqual(pack("Q4_K", blocks, 51, 512));
  expect(progress.at(-1)).toEqual([2 * blocks.length, 2 * blocks.length]);
});

test("a tensor of many chunks is what it is in one", async () => {
  const tensor = tensorOf("w", "Q8_0", 3001, 2048);
  const blocks = new Uint8Array(tensor.byteLength);
  blocks.set(randomBlocks("Q8_0", 64, 1));
  for (let length = 64 * 34; length < blocks.length; length *= 2) blocks.copyWithin(length, 0, length);
  const layout = new WeightLayout();
  const packed = layout.packed([tensor]);
  const { weights, progress } = await run(layout, blocks);
  expect(progress.length).toBeGreaterThan(1);
  expect(Buffer.compare(region(weights, packed.region), pack("Q8_0", blocks, 3001, 2048))).toBe(0);
});

test("tensors are stacked only where no group is shared", () => {
  const of = (...rows: number[]) => rows.map((n, i) => tensorOf(`t${i}`, "Q8_0", n, 32));
  expect(WeightLayout.stackable(of(16, 48, 5))).toBe(true);
  expect(WeightLayout.stackable(of(16, 5, 48))).toBe(false);
  expect(WeightLayout.stackable([...of(16), tensorOf("other", "Q4_0", 16, 32)])).toBe(false);
});

test.each(["I32", "Q8_1", "Q8_K", "F64"] as const)("%s is refused by name", (type) => {
  const tensor = tensorOf("blk.0.w", type, 16, 256);
  const message = `tensor blk.0.w has type ${type}, which holds no weights`;
  expect(() => new WeightLayout().packed([tensor])).toThrow(new WeightError(message));
  expect(() => new WeightLayout().floats([tensor])).toThrow(new WeightError(message));
});

const notFinite: [string, GgufTensor, (bytes: DataView) => void][] = [
  ["an infinite Q4_0 scale", tensorOf("w", "Q4_0", 2, 32), (view) => view.setUint16(18, 0x7c00, true)],
  ["a NaN Q8_0 scale", tensorOf("w", "Q8_0", 2, 32), (view) => view.setUint16(34, 0xfe01, true)],
  ["an infinite F32 element", tensorOf("w", "F32", 1, 8), (view) => view.setFloat32(4, -Infinity, true)],
  ["an infinite minimum of Q4_K", tensorOf("w", "Q4_K", 2, 256), (view) => view.setUint16(146, 0xfc00, true)],
  ["a NaN Q6_K scale", tensorOf("w", "Q6_K", 2, 256), (view) => view.setUint16(208, 0x7e00, true)],
  ["a NaN F16 element", tensorOf("w", "F16", 1, 8), (view) => view.setUint16(2, 0x7e00, true)],
];

test.each(notFinite)("%s is refused", async (_, tensor, damage) => {
  const bytes = new Uint8Array(tensor.byteLength);
  damage(new DataView(bytes.buffer));
  for (const kind of ["packed", "floats"] as const) {
    const layout = new WeightLayout();
    layout[kind]([tensor]);
    await expect(run(layout, bytes)).rejects.toThrow(new WeightError("tensor w holds values that are not finite"));
  }
});

test("a file that ends within a tensor is refused", async () => {
  const tensor = tensorOf("w", "Q8_0", 4, 64);
  const layout = new WeightLayout();
  layout.packed([tensor]);
  await expect(run(layout, new Uint8Array(tensor.byteLength - 1))).rejects.toThrow(WeightError);
});
