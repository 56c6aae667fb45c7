import { expect, test } from "bun:test";
import { formatCount } from "./number.ts";

test.each([
  [0, "0"],
  [999, "999"],
  [260_032, "260K"],
  [22_700_000, "22.70M"],
  [137_000_000, "137M"],
  [1_235_814_432, "1.2B"],
  [7_000_000_000, "7B"],
  [1_500_000_000_000, "1.5T"],
])("%d is %s", (count, text) => {
  expect(formatCount(count)).toBe(text);
});
