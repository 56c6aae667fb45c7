import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { byLayer } from "./by-layer.ts";
import { modelFactsOf } from "./model-facts.ts";
import { quantizationNamed, quantizationNames } from "./quantization.ts";
import { countRuns } from "./record-choices.ts";
import { contentOf, shapes } from "./shapes.ts";
import { chooseTypes } from "./tensor-choice.ts";

// Written by record-choices.ts, from llama.cpp's build 11669.
const recorded = JSON.parse(readFileSync(join(import.meta.dir, "choices.json"), "utf8")) as Record<
  string,
  Record<string, string>
>;

const combinations = Object.entries(recorded).flatMap(([shape, types]) =>
  Object.entries(types).map((entry) => [shape, ...entry] as const),
);

test("every shape and mixture is there, but where llama-quantize refuses the columns", () => {
  expect(combinations.length).toBeGreaterThanOrEqual(Object.keys(shapes).length * quantizationNames.length - 3);
});

test.each(combinations)("the types of %s as %s are llama-quantize's", (shape, name, expected) => {
  const { metadata, tensors } = contentOf(shapes[shape]!);
  const ordered = tensors.map(({ name, dims }) => ({ name, dims })).sort(byLayer);
  const facts = modelFactsOf({ metadata: new Map(Object.entries(metadata)) as never });
  const types = chooseTypes(ordered, facts, quantizationNamed(name)!);
  expect(countRuns(types.map((type) => type ?? "F32"))).toBe(expected);
});
