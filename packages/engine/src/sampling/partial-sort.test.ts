import { expect, test } from "bun:test";
import fc from "fast-check";
import { partialSort } from "./partial-sort.ts";

test("the k largest come first, descending; every id keeps its logit; nothing is lost", () => {
  const values = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(values, fc.nat(), (source, choice) => {
      const k = 1 + (choice % source.length);
      const ids = Int32Array.from(source.keys());
      const logits = Float32Array.from(source);
      partialSort(ids, logits, k, source.length);
      const descending = [...source].sort((a, b) => b - a);
      expect([...logits.subarray(0, k)]).toEqual(descending.slice(0, k));
      expect([...ids].map((id) => source[id]!)).toEqual([...logits]);
      expect(new Set(ids).size).toBe(source.length);
    }),
  );
});
