import { describe, expect, test } from "bun:test";
import { parseDuration } from "./duration.ts";

test.each([
  ["0", 0],
  ["+5s", 5000],
  ["-1.5h", -5_400_000],
  ["1h2m3s4ms", 3_723_004],
  [".5s", 500],
  ["1.s", 1000],
  ["1000us", 1],
  ["1µs", 0.001],
])("%s is %d ms", (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});

describe("what is not a duration", () => {
  test.each([
    ["", 'time: invalid duration ""'],
    ["-", 'time: invalid duration "-"'],
    ["abc", 'time: invalid duration "abc"'],
    [".s", 'time: invalid duration ".s"'],
    ["10", 'time: missing unit in duration "10"'],
    ["1h5", 'time: missing unit in duration "1h5"'],
    ["1d", 'time: unknown unit "d" in duration "1d"'],
    ["5 m", 'time: unknown unit " m" in duration "5 m"'],
    ["1toString", 'time: unknown unit "toString" in duration "1toString"'],
    ["300y", 'time: unknown unit "y" in duration "300y"'],
    ["9999999999h", 'time: invalid duration "9999999999h"'],
  ])("%j", (text, message) => {
    expect(() => parseDuration(text)).toThrow(message);
  });
});
