import { expect, test } from "bun:test";
import fc from "fast-check";
import { Heap } from "./heap.ts";

test("values come out in order, whenever they are put in", () => {
  const operation = fc.oneof(fc.integer({ min: 0, max: 50 }), fc.constant("pop" as const));
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 200 }), (operations) => {
      const heap = new Heap<number>((a, b) => a < b);
      const model: number[] = [];
      for (const value of operations) {
        if (value === "pop") {
          model.sort((a, b) => a - b);
          expect(heap.pop()).toBe(model.shift());
        } else {
          heap.push(value);
          model.push(value);
        }
      }
    }),
  );
});
