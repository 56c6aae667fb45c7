import { expect, test } from "bun:test";
import { misfit, parameterCount, tensorBytes, tensorsOf } from "./shape.ts";
import { shapes } from "./shapes.ts";
import { tinyShapes } from "./testing.ts";
import type { WeightType } from "./weight-types.ts";

const shape = (id: string) => shapes.find((candidate) => candidate.id === id)!;
const bytes = (id: string, type: WeightType) =>
  tensorsOf(shape(id), type).reduce((sum, tensor) => sum + tensorBytes(tensor), 0);

test("parameters are those of the published models", () => {
  // Llama 3.2 1B is 1,235,814,400 by its model card's checkpoint; the other is Qwen2.5-0.5B (494,032,768) less its biases.
  expect(parameterCount(shape("1b"))).toBe(1_235_814_400);
  expect(parameterCount(shape("0.5b"))).toBe(494_032_768 - 24 * (896 + 2 * 128));
  // Gemma 3 1B, and the text model of Qwen3.5 0.8B without its layer for tokens after the next.
  expect(parameterCount(shape("gemma3"))).toBe(999_885_952);
  expect(parameterCount(shape("qwen35"))).toBe(752_393_024);
});

test.each([
  ["0.5b", "Q4_0", 278_000_000],
  ["0.5b", "Q8_0", 525_000_000],
  ["1b", "Q4_0", 695_000_000],
  ["1b", "Q8_0", 1_313_000_000],
  ["moe", "Q4_K", 3_013_000_000],
  ["gemma3", "Q4_0", 562_900_000],
  ["qwen35", "Q4_K", 424_900_000],
  ["gpt-oss", "Q8_0", 4_032_000_000],
] as const)("%s in %s takes about %d bytes", (id, type, expected) => {
  expect(Math.abs(bytes(id, type) / expected - 1)).toBeLessThan(0.005);
});

test("every matrix has whole blocks in each row, and heads of keys are shared evenly", () => {
  for (const each of shapes) {
    expect(misfit(each, "Q4_0")).toBeUndefined();
    const [heads, kvHeads] = ["attention.head_count", "attention.head_count_kv"].map((key) => each.keys[key]!.value);
    expect(Number(heads) % Number(kvHeads)).toBe(0);
  }
});

test("no shape has a tensor twice, and every family has a small one for tests", () => {
  for (const { parts } of shapes) expect(new Set(parts.map(({ name }) => name)).size).toBe(parts.length);
  const architectures = (list: typeof shapes) => new Set(list.map(({ architecture }) => architecture));
  expect(architectures(tinyShapes)).toEqual(architectures(shapes));
});

test("a type with blocks of 256 weights doesn't fit into rows of 896", () => {
  expect(misfit(shape("0.5b"), "Q4_K")?.name).toBe("token_embd.weight");
  expect(misfit(shape("0.5b"), "Q1_0")).toBeUndefined();
  for (const id of ["1b", "moe", "qwen35"]) expect(misfit(shape(id), "Q4_K")).toBeUndefined();
  expect(misfit(shape("gemma3"), "Q4_K")?.dims).toEqual([1152, 262_144]);
});
