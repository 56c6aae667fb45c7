import { expect, test } from "bun:test";
import fc from "fast-check";
import { type Shape, shapes, type TensorShape, tensorBytes } from "./shapes.ts";
import { weightTypes } from "./weight-types.ts";
import { ropeFactors, tensorData } from "./weights.ts";

const shape = shapes[0] as Shape;
const bytesOf = (tensor: TensorShape, seed: number) => Buffer.concat([...tensorData(shape, tensor, seed)]);

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

test("norms are ones", () => {
  const bytes = bytesOf({ name: "norm", type: "F32", dims: [64] }, 1);
  expect([...new Float32Array(bytes.buffer, bytes.byteOffset, 64)]).toEqual(new Array(64).fill(1));
});

test("large tensors come in pieces", () => {
  const pieces = [...tensorData(shape, { name: "w", type: "Q8_0", dims: [1024, 16_384] }, 1)];
  expect(pieces.length).toBeGreaterThan(2);
  expect(pieces.every((piece) => piece.length % 34 === 0)).toBe(true);
});

test("rope factors rise from 1 for short wavelengths to the whole factor for long ones", () => {
  const llama = shapes.find(({ id }) => id === "1b")!;
  const factors = ropeFactors(llama, llama.ropeScaling!);
  expect(factors).toHaveLength(32);
  expect(factors[0]).toBe(1);
  expect(factors[31]).toBe(32);
  expect([...factors]).toEqual([...factors].toSorted((a, b) => a - b));
});
