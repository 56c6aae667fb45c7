import { expect, test } from "bun:test";
import fc from "fast-check";
import { missingSpans } from "./missing-spans.ts";
import { Pieces } from "./pieces.ts";
import { steal } from "./span.ts";

const MiB = 2 ** 20;

test("spans are what is missing, no longer than a segment", () => {
  fc.assert(
    fc.property(
      fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 1, max: 8 }),
      (complete, n) => {
        const blocks = new Pieces(complete.length * 10 - 3, 10);
        const spans = missingSpans(blocks, n * 10, (block) => complete[block]!);
        const covered = spans.flatMap(({ at, end }) =>
          complete.map((_, i) => i).filter((i) => i * 10 >= at && i * 10 < end),
        );
        expect(covered).toEqual(complete.flatMap((isThere, i) => (isThere ? [] : [i])));
        for (const { at, end } of spans) {
          expect(end - at).toBeLessThanOrEqual(n * 10);
          expect(Math.floor(at / (n * 10))).toBe(Math.floor((end - 1) / (n * 10)));
        }
      },
    ),
  );
});

test("the longest rest is halved, unless it is short", () => {
  const spans = [
    { at: 0, end: 2 * MiB },
    { at: 10 * MiB, end: 14 * MiB },
  ];
  expect(steal(spans)).toEqual({ at: 12 * MiB, end: 14 * MiB });
  expect(spans[1]).toEqual({ at: 10 * MiB, end: 12 * MiB });
  expect(steal([{ at: 0, end: MiB - 1 }])).toBeUndefined();
  expect(steal([])).toBeUndefined();
});
