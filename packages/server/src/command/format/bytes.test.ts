import { expect, test } from "bun:test";
import fc from "fast-check";
import { formatBytes } from "./bytes.ts";

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1 KB"],
  [1500, "1.5 KB"],
  [999_999, "999 KB"],
  [1_000_000, "1 MB"],
  [3_978_448, "4.0 MB"],
  [2_040_000, "2.0 MB"],
  [1_001, "1.0 KB"],
  [9_000_000_000, "9 GB"],
  [1_099_000, "1.1 MB"],
  [9_960_000, "10.0 MB"],
  [12_999_999, "12 MB"],
  [4_661_224_676, "4.7 GB"],
  [12_000_000_000, "12 GB"],
  [3_400_000_000_000, "3.4 TB"],
])("%d bytes are %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test("the text is within 10 % of the value and fits a narrow column", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 999e12 }), (bytes) => {
      const [number, unit] = formatBytes(bytes).split(" ");
      const value = Number(number) * { B: 1, KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 }[unit ?? ""]!;
      expect(Math.abs(value - bytes)).toBeLessThanOrEqual(bytes * 0.1);
      expect(formatBytes(bytes).length).toBeLessThanOrEqual(7);
    }),
  );
});
