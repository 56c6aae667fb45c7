import { expect, test } from "bun:test";
import { tensorTypeNamed } from "@cria/engine";
import { xorshift32 } from "../random.ts";
import { shapeBlocks } from "./blocks.ts";
import { type WeightType, weightTypes } from "./weight-types.ts";

const deviation = 1 / Math.sqrt(2048);

/** Many blocks of a type. */
function blocksOf(type: WeightType): { bytes: Buffer; step: number } {
  const step = tensorTypeNamed(type).bytesPerBlock;
  const words = new Uint32Array(step * 1024);
  xorshift32(1)(words);
  shapeBlocks(type, words, deviation);
  return { bytes: Buffer.from(words.buffer), step };
}

const half = (bytes: Buffer, at: number) => new DataView(bytes.buffer, bytes.byteOffset).getFloat16(at, true);
const fp4 = [0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12];

/** The weights of a block, as GGUF defines them, of the types that are simple to read. */
const weightsOf: Partial<Record<WeightType, (bytes: Buffer, at: number) => number[]>> = {
  F32: (bytes, at) => [bytes.readFloatLE(at)],
  F16: (bytes, at) => [half(bytes, at)],
  BF16: (bytes, at) => {
    const bits = Buffer.alloc(4);
    bits.writeUInt16LE(bytes.readUInt16LE(at), 2);
    return [bits.readFloatLE()];
  },
  Q4_0: (bytes, at) => nibbles(bytes, at + 2, 16).map((nibble) => half(bytes, at) * (nibble - 8)),
  Q4_1: (bytes, at) => nibbles(bytes, at + 4, 16).map((nibble) => half(bytes, at) * nibble + half(bytes, at + 2)),
  Q8_0: (bytes, at) => Array.from({ length: 32 }, (_, i) => half(bytes, at) * bytes.readInt8(at + 2 + i)),
  MXFP4: (bytes, at) => nibbles(bytes, at + 1, 16).map((nibble) => 2 ** (bytes[at]! - 128) * fp4[nibble]!),
  TQ2_0: (bytes, at) => pairs(bytes, at, 64).map((pair) => half(bytes, at + 64) * (pair - 1)),
  Q2_0: (bytes, at) => pairs(bytes, at + 2, 16).map((pair) => half(bytes, at) * (pair - 1)),
};

const nibbles = (bytes: Buffer, at: number, count: number) =>
  [...bytes.subarray(at, at + count)].flatMap((byte) => [byte & 15, byte >> 4]);
const pairs = (bytes: Buffer, at: number, count: number) =>
  [...bytes.subarray(at, at + count)].flatMap((byte) => [0, 2, 4, 6].map((shift) => (byte >> shift) & 3));

test.each(Object.keys(weightsOf) as WeightType[])("%s weights have about the deviation asked for", (type) => {
  const { bytes, step } = blocksOf(type);
  const values: number[] = [];
  for (let at = 0; at < bytes.length; at += step) values.push(...weightsOf[type]!(bytes, at));
  const squares = values.reduce((sum, value) => sum + value * value, 0) / values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const measured = Math.sqrt(squares) / deviation;
  // Scales that are powers of two are the nearest ones.
  expect(measured).toBeGreaterThan(0.69);
  expect(measured).toBeLessThan(1.42);
  expect(Math.abs(mean)).toBeLessThan(deviation / 30);
});

test("ternary weights are -1, 0 and 1", () => {
  const { bytes, step } = blocksOf("TQ2_0");
  const found = new Set<number>();
  for (let at = 0; at < bytes.length; at += step) for (const pair of pairs(bytes, at, 64)) found.add(pair);
  expect([...found].toSorted()).toEqual([0, 1, 2]);
});

test("the scale of IQ1_M is put together from four nibbles", () => {
  const { bytes, step } = blocksOf("IQ1_M");
  const scales = new Set<number>();
  for (let at = 0; at < bytes.length; at += step) {
    scales.add([0, 1, 2, 3].reduce((bits, i) => bits | ((bytes[at + 49 + 2 * i]! >> 4) << (4 * i)), 0));
  }
  expect(scales.size).toBe(1);
  const [bits] = scales;
  expect(new Float16Array(Uint16Array.of(bits!).buffer)[0]).toBeCloseTo(deviation / 7.2, 5);
});

test("the scales of NVFP4 are the nearest, and those of all types are as deviations are", () => {
  const { bytes } = blocksOf("NVFP4");
  // Subnormal numbers of the scale: mantissas in units of 2^-10.
  expect(bytes[0]! * 2 ** -10).toBeCloseTo(deviation / 5.85, 3);
  for (const type of weightTypes) expect(blocksOf(type).bytes.some((byte) => byte !== 0)).toBe(true);
});
