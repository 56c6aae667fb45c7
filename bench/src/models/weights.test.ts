import { expect, test } from "bun:test";
import fc from "fast-check";
import { elementCount, type TensorShape, tensorBytes, tensorsOf } from "./shape.ts";
import { tinyShapes } from "./testing.ts";
import { weightTypes } from "./weight-types.ts";
import { tensorData } from "./weights.ts";

const bytesOf = (tensor: TensorShape, seed: number) => Buffer.concat([...tensorData(tensor, seed)]);

test("a tensor has the bytes that its type asks for, the same for the same seed only", () => {
  const tensors = fc.record({
    name: fc.string(),
    type: fc.constantFrom(...weightTypes),
    dims: fc.tuple(
      fc.integer({ min: 1, max: 8 }).map((blocks) => blocks * 256),
      fc.integer({ min: 1, max: 8 }),
    ),
  });
  fc.assert(
    fc.property(tensors, fc.integer({ min: 1, max: 1e9 }), (tensor, seed) => {
      const bytes = bytesOf(tensor, seed);
      expect(bytes.length).toBe(tensorBytes(tensor));
      expect(bytesOf(tensor, seed).equals(bytes)).toBe(true);
      expect(bytesOf(tensor, seed + 1).equals(bytes)).toBe(false);
    }),
    { numRuns: 100 },
  );
});

test("no two rows of a tensor are equal", () => {
  for (const type of weightTypes) {
    const tensor: TensorShape = { name: "w", type, dims: [256, 4096] };
    const bytes = bytesOf(tensor, 1);
    const row = bytes.length / 4096;
    const rows = Array.from({ length: 4096 }, (_, i) => bytes.toString("base64", i * row, (i + 1) * row));
    expect(new Set(rows).size).toBe(4096);
  }
});

/** The numbers of an F32 tensor. */
function floatsOf(tensor: TensorShape): number[] {
  const bytes = bytesOf(tensor, 1);
  return [...new Float32Array(bytes.buffer, bytes.byteOffset, elementCount(tensor))];
}

test("norms are ones, and other numbers that stay F32 are finite and small", () => {
  for (const tensor of tinyShapes.flatMap((shape) => tensorsOf(shape, "Q8_0"))) {
    if (tensor.type !== "F32" || tensor.name === "rope_freqs.weight") continue;
    const values = floatsOf(tensor);
    if (tensor.name.includes("norm")) expect(new Set(values)).toEqual(new Set([1]));
    else expect(values.every((value) => Math.abs(value) <= 4)).toBe(true);
  }
});

test("every head of a delta net forgets, some more than others", () => {
  const decays = tinyShapes.flatMap((shape) => tensorsOf(shape, "F32")).filter(({ name }) => name.endsWith("ssm_a"));
  expect(decays.length).toBeGreaterThan(0);
  for (const tensor of decays) {
    const values = floatsOf(tensor);
    expect(values.every((value) => value < 0)).toBe(true);
    expect(new Set(values).size).toBe(values.length);
  }
});

test("large tensors come in pieces", () => {
  const pieces = [...tensorData({ name: "w", type: "Q8_0", dims: [1024, 16_384] }, 1)];
  expect(pieces.length).toBeGreaterThan(2);
  expect(pieces.every((piece) => piece.length % 34 === 0)).toBe(true);
});
