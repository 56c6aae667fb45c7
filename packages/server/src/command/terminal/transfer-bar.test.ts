import { expect, test } from "bun:test";
import fc from "fast-check";
import { formatBar, formatLeft } from "./transfer-bar.ts";

const label = "pulling 667b0c1932bc";

test("a line tells share, bytes, speed and time left", () => {
  expect(formatBar({ label, completed: 1_200_000_000, total: 4_700_000_000, rate: 32_000_000 }, 80)).toBe(
    "pulling 667b0c1932bc:  25% ▕████             ▏ 1.2 GB/4.7 GB    32 MB/s   1m50s",
  );
  expect(formatBar({ label, completed: 487, total: 487, rate: 5 }, 70)).toStartWith("pulling 667b0c1932bc: 100% ▕███");
  expect(formatBar({ label, completed: 487, total: 487, rate: 5 }, 70).trimEnd()).toEndWith("▏  487 B");
  expect(formatBar({ label, completed: 0, total: 100, rate: undefined }, 30)).toBe("pulling 667b0c1932bc: 0%");
});

test("no line is wider than the terminal", () => {
  const bytes = fc.integer({ min: 0, max: 2 ** 45 });
  fc.assert(
    fc.property(
      bytes,
      bytes,
      fc.option(bytes, { nil: undefined }),
      fc.integer({ min: 1, max: 300 }),
      (a, b, rate, columns) => {
        const line = formatBar({ label, completed: Math.min(a, b), total: b, rate }, columns);
        expect(line.length).toBeLessThan(Math.max(columns, 1) + (columns === 1 ? 1 : 0));
      },
    ),
  );
});

test.each([
  [0, "0s"],
  [59.2, "1m0s"],
  [65, "1m5s"],
  [7380, "2h3m"],
  [360_000, "99h+"],
])("%d seconds are %s", (seconds, text) => {
  expect(formatLeft(seconds)).toBe(text);
});
