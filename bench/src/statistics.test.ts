import { expect, test } from "bun:test";
import fc from "fast-check";
import { median, stepTime } from "./statistics.ts";

test.each([
  [[3], 3],
  [[4, 1], 2.5],
  [[9, 1, 5], 5],
  [[1, 100, 2, 3], 2.5],
])("the median of %p is %p", (values, expected) => expect(median(values)).toBe(expected));

test("no values have no median", () => expect(() => median([])).toThrow(RangeError));

test("as many values lie below the median as above it, in any order", () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
      const middle = median(values);
      expect(values.filter((value) => value < middle).length).toBeLessThanOrEqual(values.length / 2);
      expect(values.filter((value) => value > middle).length).toBeLessThanOrEqual(values.length / 2);
      expect(median(values.toReversed())).toBe(middle);
    }),
  );
});

const steps = (evaluate: number[], stepsEach = 1) => ({ evaluate, stepsEach });

test("a step's time is the median of the means of whole groups", () => {
  expect(stepTime(steps([1, 2, 9]))).toBe(2);
  expect(stepTime(steps([1, 3, 5, 7, 30, 10, 99]), 2)).toBe(6);
  expect(stepTime(steps([2, 6], 16), 16)).toBe(4);
  expect(stepTime(steps([1, 2, 3]), 16)).toBe(2);
});

test("means of steps are grouped as the steps themselves", () => {
  const times = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 8, maxLength: 8 });
  fc.assert(
    fc.property(times, (values) => {
      const pairs = [0, 2, 4, 6].map((at) => (values[at]! + values[at + 1]!) / 2);
      expect(stepTime(steps(pairs, 2), 4)).toBeCloseTo(stepTime(steps(values), 4));
    }),
  );
});
