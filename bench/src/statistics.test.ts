import { expect, test } from "bun:test";
import fc from "fast-check";
import { median } from "./statistics.ts";

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
