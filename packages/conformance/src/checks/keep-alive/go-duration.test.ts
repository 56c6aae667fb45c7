import { expect, test } from "bun:test";
import fc from "fast-check";
import { durations } from "./durations.ts";
import { goDuration } from "./go-duration.ts";

test.each([
  ["0", 0],
  ["-0", 0],
  ["10m", 600],
  ["1h30m", 5400],
  ["1.5s", 1.5],
  [".5s", 0.5],
  ["1.s", 1],
  ["+5s", 5],
  ["-1s", -1],
  ["100ms", 0.1],
  ["3µs", 3e-6],
  ["3μs", 3e-6],
  ["1m1m", 120],
])("%p is %p s", (text, seconds) => {
  const read = goDuration(text);
  expect("seconds" in read && Math.abs(read.seconds - seconds) < 1e-12).toBe(true);
});

test.each([
  ["", "invalid", 'time: invalid duration ""'],
  ["abc", "invalid", 'time: invalid duration "abc"'],
  [" 5m", "invalid", 'time: invalid duration " 5m"'],
  [".s", "invalid", 'time: invalid duration ".s"'],
  ["-", "invalid", 'time: invalid duration "-"'],
  ["10", "unit missing", 'time: missing unit in duration "10"'],
  ["-1", "unit missing", 'time: missing unit in duration "-1"'],
  ["00", "unit missing", 'time: missing unit in duration "00"'],
  ["1d", "unit unknown", 'time: unknown unit "d" in duration "1d"'],
  ["5M", "unit unknown", 'time: unknown unit "M" in duration "5M"'],
  ["1s 1m", "unit unknown", 'time: unknown unit "s " in duration "1s 1m"'],
  ["99999999h", "invalid", 'time: invalid duration "99999999h"'],
] as const)("%p is refused", (text, wrong, message) => {
  expect(goDuration(text)).toEqual({ wrong, text: message });
});

test("what the generator writes is read as it is meant", () => {
  fc.assert(
    fc.property(durations, ({ text, seconds }) => {
      const read = goDuration(text);
      expect("seconds" in read ? Math.abs(read.seconds - seconds) : read).toBeLessThan(0.001);
    }),
  );
});
