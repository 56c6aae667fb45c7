import { expect, test } from "bun:test";
import { GgufError } from "./error.ts";
import { type TensorTypeName, tensorTypeNamed, tensorTypeOf, tensorTypes } from "./tensor-types.ts";

test("types are found by id and by name", () => {
  for (const [id, type] of tensorTypes) {
    expect(tensorTypeOf(id)).toBe(type);
    expect(tensorTypeNamed(type.name as TensorTypeName)).toBe(type);
  }
});

test("every id below 43 is a type or a removed one, every other is unknown", () => {
  const removed = [4, 5, 31, 32, 33, 36, 37, 38];
  for (let id = 0; id < 43; id++) {
    if (removed.includes(id)) expect(() => tensorTypeOf(id)).toThrow(/no longer supported/);
    else expect(tensorTypeOf(id).id).toBe(id);
  }
  for (const id of [43, 99, 2 ** 32 - 1]) expect(() => tensorTypeOf(id)).toThrow(GgufError);
});

// Bits per weight as published with each type: an independent check on sizes.
test.each<[TensorTypeName, number]>([
  ["F32", 32],
  ["BF16", 16],
  ["Q4_0", 4.5],
  ["Q4_1", 5],
  ["Q5_0", 5.5],
  ["Q5_1", 6],
  ["Q8_0", 8.5],
  ["Q2_K", 2.625],
  ["Q3_K", 3.4375],
  ["Q4_K", 4.5],
  ["Q5_K", 5.5],
  ["Q6_K", 6.5625],
  ["IQ2_XXS", 2.0625],
  ["IQ2_XS", 2.3125],
  ["IQ3_XXS", 3.0625],
  ["IQ1_S", 1.5625],
  ["IQ1_M", 1.75],
  ["IQ4_XS", 4.25],
  ["IQ4_NL", 4.5],
  ["TQ1_0", 1.6875],
  ["TQ2_0", 2.0625],
  ["MXFP4", 4.25],
])("%s has %p bits per weight", (name, bits) => {
  const { bytesPerBlock, blockSize } = tensorTypeNamed(name);
  expect((8 * bytesPerBlock) / blockSize).toBe(bits);
});
