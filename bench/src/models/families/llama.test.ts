import { expect, test } from "bun:test";
import { ropeFactors } from "./llama.ts";

test("rope factors rise from 1 for short wavelengths to the whole factor for long ones", () => {
  const scaling = { factor: 32, lowFreqFactor: 1, highFreqFactor: 4, originalContextLength: 8192 };
  const factors = ropeFactors(64, 500_000, scaling);
  expect(factors).toHaveLength(32);
  expect(factors[0]).toBe(1);
  expect(factors[31]).toBe(32);
  expect([...factors]).toEqual([...factors].toSorted((a, b) => a - b));
});
