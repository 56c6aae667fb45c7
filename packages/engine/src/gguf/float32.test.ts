import { expect, test } from "bun:test";
import fc from "fast-check";
import { shortestFloat32 } from "./float32.ts";

test.each([
  [1e-5, "0.00001"],
  [0.1, "0.1"],
  [500_000, "500000"],
  [1e-6, "0.000001"],
  [16_777_217, "16777216"],
  [-0.3, "-0.3"],
  [Number.POSITIVE_INFINITY, "Infinity"],
])("the float32 of %p prints as %s", (value, text) => {
  expect(String(shortestFloat32(Math.fround(value)))).toBe(text);
});

test("the short number is the same float32 and no longer than nine digits", () => {
  fc.assert(
    fc.property(fc.float({ noNaN: true }), (value) => {
      const short = shortestFloat32(value);
      expect(Math.fround(short)).toBe(value);
      // Equal as numbers: decimal digits don't tell -0 from 0.
      if (Number.isFinite(value)) expect(short === Number(short.toPrecision(9))).toBe(true);
    }),
    { examples: [[-0], [0]] },
  );
});

test("numbers of every size have the fewest digits, whichever way they are found", () => {
  const fewest = (value: number) => {
    const texts = Array.from({ length: 9 }, (_, index) => Number(value.toPrecision(index + 1)));
    return texts.find((short) => Math.fround(short) === value)!;
  };
  const size = fc.integer({ min: -15, max: 8 }).map((exponent) => 10 ** exponent);
  fc.assert(
    fc.property(fc.integer({ min: -(2 ** 24), max: 2 ** 24 }), size, (digits, scale) => {
      const value = Math.fround((digits / 2 ** 24) * scale);
      if (value !== 0) expect(shortestFloat32(value)).toBe(fewest(value));
    }),
    { numRuns: 2000 },
  );
});
