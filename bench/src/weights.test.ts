import { expect, test } from "bun:test";
import fc from "fast-check";
import { type Shape, shapes, type TensorShape, tensorBytes, weightTypes } from "./shapes.ts";
import { ropeFactors, tensorData, xorshift32 } from "./weights.ts";

const shape = shapes[0] as Shape;
const bytesOf = (tensor: TensorShape, seed: number) => Buffer.concat([...tensorData(shape, tensor, seed)]);

test("a tensor has the bytes that its type asks for, the same for the same seed only", () => {
  const tensors = fc.record({
    name: fc.string(),
    type: fc.constantFrom(...weightTypes, "F32" as const),
    dims: fc.tuple(
      fc.integer({ min: 1, max: 8 }).map((blocks) => blocks * 32),
      fc.integer({ min: 1, max: 8 }),
    ),
  });
  fc.assert(
    fc.property(tensors, fc.integer({ min: 1, max: 1e9 }), (tensor, seed) => {
      const bytes = bytesOf(tensor, seed);
      expect(bytes.length).toBe(tensorBytes(tensor));
      expect(bytesOf(tensor, seed).equals(bytes)).toBe(true);
      if (tensor.type !== "F32") expect(bytesOf(tensor, seed + 1).equals(bytes)).toBe(false);
    }),
    { numRuns: 50 },
  );
});

test.each(weightTypes)("%s weights have deviation 1/√columns", (type) => {
  const columns = 1024;
  const bytes = bytesOf({ name: "w", type, dims: [columns, 64] }, 1);
  const step = type === "Q4_0" ? 18 : 34;
  const values: number[] = [];
  for (let at = 0; at < bytes.length; at += step) {
    const scale = new DataView(bytes.buffer, bytes.byteOffset + at).getFloat16(0, true);
    for (const quant of bytes.subarray(at + 2, at + step)) {
      if (type === "Q8_0") values.push(scale * ((quant << 24) >> 24));
      else values.push(scale * ((quant & 15) - 8), scale * ((quant >> 4) - 8));
    }
  }
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
  expect(values).toHaveLength(columns * 64);
  expect(deviation * Math.sqrt(columns)).toBeCloseTo(1, 1);
});

test("large tensors come in pieces", () => {
  const pieces = [...tensorData(shape, { name: "w", type: "Q8_0", dims: [1024, 16_384] }, 1)];
  expect(pieces.length).toBeGreaterThan(2);
  expect(pieces.every((piece) => piece.length % 34 === 0)).toBe(true);
});

test("xorshift32 gives Marsaglia's sequence, however it is cut", () => {
  const whole = new Uint32Array(5);
  xorshift32(2463534242)(whole);
  expect(whole[0]).toBe(723471715);
  const next = xorshift32(2463534242);
  const parts = [new Uint32Array(2), new Uint32Array(3)];
  for (const part of parts) next(part);
  expect(parts.flatMap((part) => [...part])).toEqual([...whole]);
  const zero = new Uint32Array(1);
  xorshift32(0)(zero);
  expect(zero[0]).not.toBe(0);
});

test("rope factors rise from 1 for short wavelengths to the whole factor for long ones", () => {
  const llama = shapes.find(({ id }) => id === "1b")!;
  const factors = ropeFactors(llama, llama.ropeScaling!);
  expect(factors).toHaveLength(32);
  expect(factors[0]).toBe(1);
  expect(factors[31]).toBe(32);
  expect([...factors]).toEqual([...factors].toSorted((a, b) => a - b));
});
