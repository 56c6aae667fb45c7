import { expect, test } from "bun:test";
import { formatDuration } from "./duration.ts";

test.each([
  [0, "0s"],
  [1, "1ns"],
  [1000, "1µs"],
  [1500, "1.5µs"],
  [2_000_000, "2ms"],
  [287_819_168, "287.819168ms"],
  [1_000_000_000, "1s"],
  [12_500_000_001, "12.500000001s"],
  [60_000_000_000, "1m0s"],
  [123_250_000_000, "2m3.25s"],
  [3_600_000_000_000, "1h0m0s"],
  [5_025_000_000_000, "1h23m45s"],
  [-1_500_000_000, "-1.5s"],
])("%d ns are %s", (nanoseconds, text) => {
  expect(formatDuration(nanoseconds)).toBe(text);
});
