import { expect, test } from "bun:test";
import fc from "fast-check";
import { groupedImageOf } from "./grouped.ts";
import { WeightError } from "./image.ts";
import { blockType, dequantize, randomBlocks, tensorOf } from "./testing.ts";

test("the interleaved layout holds exactly the weights of the blocks", () => {
  fc.assert(
    fc.property(
      blockType,
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 5 }),
      fc.nat(),
      (type, n, b, seed) => {
        const blocks = randomBlocks(type, n * b, seed);
        const image = groupedImageOf(tensorOf("w", type, n, 32 * b))!;
        const groups = Math.ceil(n / 16);
        const values = new Uint8Array(groups * b * 64 * image.bits);
        const scales = new Uint16Array(groups * b * 16);
        image.transcode(blocks, b, values, scales);
        const halves = new Float16Array(scales.buffer);
        const signed = new Int8Array(values.buffer);
        const weights = dequantize(type, blocks);
        for (let row = 0; row < n; row++) {
          for (let k = 0; k < 32 * b; k++) {
            const block = Math.floor(row / 16) * b + Math.floor(k / 32);
            const e = k % 32;
            // 8 bits: [block][8][16][4]; 4 bits: [block][4][16][4], the upper half of a block in the high nibbles.
            const vector = Math.floor((image.bits === 8 ? e : e % 16) / 4);
            const at = ((block * image.bits + vector) * 16 + (row % 16)) * 4 + (e % 4);
            const q = image.bits === 8 ? signed[at]! : ((values[at]! >> (e < 16 ? 0 : 4)) & 15) - 8;
            expect(q * halves[block * 16 + (row % 16)]!).toBe(weights[row * 32 * b + k]!);
          }
        }
      },
    ),
    { numRuns: 30 },
  );
});

test("types that the operator does not take have no interleaved image", () => {
  expect(groupedImageOf(tensorOf("w", "F16", 1, 32))).toBeUndefined();
  expect(() => groupedImageOf(tensorOf("w", "Q6_K", 1, 256))).toThrow(WeightError);
});
