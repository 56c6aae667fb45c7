import { expect, test } from "bun:test";
import fc from "fast-check";
import { imageOf, type QuantizedImage, WeightError } from "./image.ts";
import { blockType, dequantize, randomBlocks, tensorOf } from "./testing.ts";

test("packed integers and scales give exactly the weights of the blocks", () => {
  fc.assert(
    fc.property(blockType, fc.integer({ min: 1, max: 9 }), fc.nat(), (type, count, seed) => {
      const blocks = randomBlocks(type, count, seed);
      const image = imageOf(tensorOf("w", type, 1, 32 * count)) as QuantizedImage;
      const values = new Uint8Array((count * 32 * image.bits) / 8);
      const scales = new Float32Array(count);
      image.transcode(blocks, values, scales);
      const weights = Array.from({ length: 32 * count }, (_, i) => {
        const u = image.bits === 8 ? values[i]! : (values[i >> 1]! >> (4 * (i % 2))) & 15;
        return (u - 2 ** (image.bits - 1)) * scales[Math.floor(i / 32)]!;
      });
      expect(weights).toEqual([...dequantize(type, blocks)]);
    }),
  );
});

test.each([
  ["F32", [0x00, 0x00, 0x80, 0x3f, 0x00, 0x00, 0x00, 0xc0], [1, -2]],
  ["F16", [0x00, 0x3c, 0x01, 0x00, 0xff, 0x7b], [1, 2 ** -24, 65504]],
  ["BF16", [0x80, 0x3f, 0x00, 0xc0, 0x01, 0x00], [1, -2, 2 ** -133]],
] as const)("elements of type %s become f32", (type, bytes, expected) => {
  const image = imageOf(tensorOf("w", type, 1, expected.length));
  if (image.kind !== "float") throw new Error("not a float image");
  const values = new Float32Array(expected.length);
  image.transcode(Uint8Array.from(bytes), values);
  expect([...values]).toEqual([...expected]);
});

test("types without an image are refused by name", () => {
  expect(() => imageOf(tensorOf("w", "Q2_K", 1, 256))).toThrow(WeightError);
  expect(() => imageOf(tensorOf("blk.0.w", "Q2_K", 1, 256))).toThrow(/blk\.0\.w has type Q2_K/);
});
