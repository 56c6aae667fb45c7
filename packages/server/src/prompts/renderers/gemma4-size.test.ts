import { expect, test } from "bun:test";
import { emptyConfig } from "../../store/config.ts";
import { parseName } from "../../store/name.ts";
import { gemma4Large, gemma4Small } from "./gemma4.ts";
import { findRenderer } from "./registry.ts";

test.each([
  ["gemma4:e4b", "31B", gemma4Small],
  ["someone/Gemma4-E2B", "", gemma4Small],
  ["gemma4:31b-it", "2B", gemma4Large],
  ["gemma4-26B", "", gemma4Large],
  ["e4b/gemma4:12b", "", gemma4Small],
  ["gemma4", "12B", gemma4Large],
  ["gemma4", "11.9b", gemma4Small],
  ["gemma4", "12000M", gemma4Large],
  ["gemma4", "999999K", gemma4Small],
  ["gemma4", "", gemma4Small],
  ["gemma4", "large", gemma4Small],
] as const)("the renderer gemma4 of %s with %s parameters", (name, size, expected) => {
  const model = { name: parseName(name)!, config: { ...emptyConfig, model_type: size } };
  expect(findRenderer("gemma4", model)).toBe(expected);
  expect(findRenderer("gemma4-small", model)).toBe(gemma4Small);
  expect(findRenderer("gemma4-large", model)).toBe(gemma4Large);
});

test("a size is nothing to other renderers", () => {
  const model = { name: parseName("gemma4:31b")!, config: emptyConfig };
  expect(findRenderer("cogito", model)).toBe(findRenderer("cogito")!);
  expect(findRenderer("toString", model)).toBeUndefined();
});
