import { expect, test } from "bun:test";
import fc from "fast-check";
import { mergePairs } from "./merge.ts";

/** The rule itself: look at all pairs again after every merge. */
function mergeSlowly(text: string, priorityOf: (pair: string) => number | undefined): string[] {
  const symbols = [...text];
  for (;;) {
    let best = -1;
    let bestPriority = Number.NEGATIVE_INFINITY;
    for (let index = 0; index + 1 < symbols.length; index++) {
      const priority = priorityOf(symbols[index]! + symbols[index + 1]!);
      if (priority !== undefined && priority > bestPriority) [best, bestPriority] = [index, priority];
    }
    if (best < 0) return symbols;
    symbols.splice(best, 2, symbols[best]! + symbols[best + 1]!);
  }
}

test("merging gives what looking for the best pair again and again gives", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 40 }),
      fc.array(fc.tuple(fc.string({ unit: fc.constantFrom("a", "b", "c"), minLength: 2, maxLength: 6 }), fc.nat(5))),
      (text, entries) => {
        const priorities = new Map(entries);
        const bounds = mergePairs(
          [...text, ""].map((_, index) => index),
          (start, middle, end) => {
            expect(start).toBeLessThan(middle);
            expect(middle).toBeLessThan(end);
            return priorities.get(text.slice(start, end));
          },
        );
        const symbols = bounds.slice(1).map((end, index) => text.slice(bounds[index], end));
        expect(symbols).toEqual(mergeSlowly(text, (pair) => priorities.get(pair)));
      },
    ),
    { numRuns: 1000 },
  );
});
