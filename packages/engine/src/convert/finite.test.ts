import { expect, test } from "bun:test";
import fc from "fast-check";
import { areFinite } from "./finite.ts";

test("what is not finite is found wherever it is, in every type", () => {
  const float = fc.float({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(fc.array(float, { minLength: 4, maxLength: 4 }), fc.nat({ max: 3 }), (numbers, at) => {
      const f32 = Float32Array.from(numbers);
      const f16 = Float16Array.from(numbers.map((number) => Math.max(-60_000, Math.min(60_000, number))));
      const bf16 = new Uint16Array(f32.buffer.slice()).filter((_, i) => i % 2 === 1);
      expect(areFinite(new Uint8Array(f32.buffer), "F32")).toBe(true);
      expect(areFinite(new Uint8Array(f16.buffer), "F16")).toBe(true);
      expect(areFinite(new Uint8Array(bf16.buffer), "BF16")).toBe(true);
      f32[at] = Number.NaN;
      f16[at] = Number.NEGATIVE_INFINITY;
      bf16[at] = 0x7f80;
      expect(areFinite(new Uint8Array(f32.buffer), "F32")).toBe(false);
      expect(areFinite(new Uint8Array(f16.buffer), "F16")).toBe(false);
      expect(areFinite(new Uint8Array(bf16.buffer), "BF16")).toBe(false);
    }),
  );
});
