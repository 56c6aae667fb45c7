import { expect, test } from "bun:test";
import fc from "fast-check";
import { RadixSort } from "./radix-sort.ts";

test("is a stable descending sort of any floats, infinities and zeros of both signs among them", () => {
  const sort = new RadixSort(300);
  const value = fc.oneof(fc.float({ noNaN: true }), fc.constantFrom(0, -0, 1, -1, Infinity, -Infinity));
  fc.assert(
    fc.property(fc.array(value, { maxLength: 300 }), (values) => {
      const expected = [...values.keys()].sort((a, b) =>
        values[a] === values[b] ? a - b : values[b]! > values[a]! ? 1 : -1,
      );
      expect([...sort.descending(Float32Array.from(values), values.length).subarray(0, values.length)]).toEqual(
        expected,
      );
    }),
  );
});
