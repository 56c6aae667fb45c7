import { expect, test } from "bun:test";
import fc from "fast-check";
import { normalize } from "./normalize.ts";

const vector = fc.float32Array({ noNaN: true, noDefaultInfinity: true, minLength: 1, maxLength: 40 });
const lengthOf = (values: Float32Array) => Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0));

test("a vector gets the length 1 and keeps its direction, also after it was cut", () => {
  fc.assert(
    fc.property(vector, fc.integer({ min: -2, max: 45 }), (values, dimensions) => {
      const isCut = dimensions > 0 && dimensions < values.length;
      const kept = isCut ? values.slice(0, dimensions) : values;
      const unit = normalize(values, dimensions);
      const length = lengthOf(kept);
      expect(unit.length).toBe(kept.length);
      if (length === 0) return expect([...unit].every((value) => value === 0)).toBe(true);
      expect(Math.abs(lengthOf(unit) - 1)).toBeLessThan(1e-6);
      for (const [i, value] of kept.entries()) expect(unit[i]).toBeCloseTo(value / length, 6);
    }),
  );
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
  "%p is refused, also in what is cut off",
  (value) => {
    for (const dimensions of [0, 1]) {
      expect(() => normalize(Float32Array.of(1, value), dimensions)).toThrow("embedding contains NaN or Inf values");
    }
  },
);
