import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { mostDrafted, Pace } from "./pace.ts";

function paceOf(milliseconds: Readonly<Record<number, number>>): Pace {
  const pace = new Pace();
  for (let i = 0; i < 40; i++)
    for (const [rows, time] of Object.entries(milliseconds)) pace.measured(Number(rows), time);
  return pace;
}

describe("how many tokens of a draft are evaluated", () => {
  test.each([
    ["none before anything was measured", {}, 15, 0.99, 0],
    ["all where further rows cost little", { 1: 10, 2: 10, 4: 11, 8: 12, 16: 14 }, 15, 0.95, 15],
    ["as many as there are, in runs of a size that is used", { 1: 10, 2: 10, 4: 11, 8: 12, 16: 14 }, 5, 0.95, 3],
    ["few where the draft is hardly right", { 1: 10, 2: 12, 4: 16, 8: 24, 16: 40 }, 15, 0.3, 1],
    ["none where it is as good as never right", { 1: 10, 2: 12, 4: 16, 8: 24, 16: 40 }, 15, 0.1, 0],
    ["none where rows cost as much as runs", { 1: 10, 2: 20, 4: 40, 8: 80, 16: 160 }, 15, 0.9, 0],
    ["none of no draft", { 1: 10 }, 0, 0.99, 0],
  ])("%s", (_, milliseconds, length, likelihood, expected) => {
    expect(paceOf(milliseconds).draftLength(length, likelihood)).toBe(expected);
  });

  test("is never more than there are", () => {
    const times = fc.dictionary(
      fc.constantFrom("1", "2", "4", "8", "16"),
      fc.double({ min: 0.1, max: 1e3, noNaN: true }),
    );
    fc.assert(
      fc.property(times, fc.nat(40), fc.double({ min: 0, max: 1, noNaN: true }), (milliseconds, length, likelihood) => {
        const drafted = paceOf(milliseconds).draftLength(length, likelihood);
        expect(drafted).toBeLessThanOrEqual(Math.min(length, mostDrafted));
        expect(drafted).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

test("one slow run is not remembered for ever", () => {
  const pace = paceOf({ 1: 10 });
  pace.measured(8, 500);
  expect(pace.draftLength(7, 0.95)).toBeLessThan(7);
  for (let i = 0; i < 2000; i++) pace.measured(1, 10);
  expect(pace.draftLength(7, 0.95)).toBe(7);
});
