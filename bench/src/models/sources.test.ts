import { expect, test } from "bun:test";
import { mixNames } from "./mixes.ts";
import { shapes } from "./shapes.ts";
import { randomSources, titleOf, typeChoice } from "./sources.ts";
import { weightTypes } from "./weight-types.ts";

test("names are types, else mixtures, which a prefix asks for, too", () => {
  for (const type of weightTypes) expect(typeChoice(type.toLowerCase())).toEqual({ type });
  for (const mix of mixNames) expect(typeChoice(`mix:${mix}`)).toEqual({ mix });
  expect(typeChoice("q4_k_m")).toEqual({ mix: "Q4_K_M" });
  for (const wrong of ["", "Q4", "mix:", "mix:Q4_9", "toString"]) expect(typeChoice(wrong)).toBeUndefined();
});

test("a mixture fits into every shape, since llama-quantize takes another type where it must", () => {
  const { sources, left } = randomSources(shapes, [{ mix: "Q4_K" }, { type: "Q4_K" }]);
  const titles = sources.map(titleOf);
  for (const shape of shapes) expect(titles).toContain(`${shape.title} Q4_K mix`);
  for (const title of ["0.1B", "Llama-3.2-1B", "Qwen3.5-0.8B"]) expect(titles).toContain(`${title} Q4_K`);
  // Their rows are of 896, 1152 and 2880 weights.
  expect(left.map((line) => line.split(" can't")[0])).toEqual(["0.5B", "Gemma-3-1B", "gpt-oss (8 layers)"]);
});

test("a file is called as it is named", () => {
  expect(titleOf({ kind: "file", path: "/models/a model.gguf" })).toBe("a model");
});
