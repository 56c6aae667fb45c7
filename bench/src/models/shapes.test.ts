import { expect, test } from "bun:test";
import { misfit, parameterCount, shapes, tensorBytes, tensorsOf } from "./shapes.ts";
import type { WeightType } from "./weight-types.ts";

const shape = (id: string) => shapes.find((candidate) => candidate.id === id)!;
const bytes = (id: string, type: WeightType) =>
  tensorsOf(shape(id), type).reduce((sum, tensor) => sum + tensorBytes(tensor), 0);

test("parameters are those of the published models", () => {
  // Llama 3.2 1B is 1,235,814,400 by its model card's checkpoint; the other is Qwen2.5-0.5B (494,032,768) less its biases.
  expect(parameterCount(shape("1b"))).toBe(1_235_814_400);
  expect(parameterCount(shape("0.5b"))).toBe(494_032_768 - 24 * (896 + 2 * 128));
});

test.each([
  ["0.5b", "Q4_0", 278_000_000],
  ["0.5b", "Q8_0", 525_000_000],
  ["1b", "Q4_0", 695_000_000],
  ["1b", "Q8_0", 1_313_000_000],
] as const)("%s in %s takes about %d bytes", (id, type, expected) => {
  expect(Math.abs(bytes(id, type) / expected - 1)).toBeLessThan(0.005);
});

test("every matrix has whole blocks in each row, and queries fill the heads", () => {
  for (const each of shapes) {
    for (const tensor of tensorsOf(each, "Q4_0")) {
      expect(tensor.dims[0]! % 32).toBe(0);
    }
    expect(each.headCount * each.headDim).toBe(each.embeddingLength);
    expect(each.headCount % each.headCountKv).toBe(0);
  }
});

test("a type with blocks of 256 weights doesn't fit into rows of 896", () => {
  expect(misfit(shape("0.5b"), "Q4_K")?.name).toBe("token_embd.weight");
  expect(misfit(shape("0.5b"), "Q1_0")).toBeUndefined();
  expect(misfit(shape("1b"), "Q4_K")).toBeUndefined();
});
