/** What the tests of weights and kernels share: GGML blocks, and what they mean by the format's definition. */
import fc from "fast-check";
import type { GgufTensor } from "../gguf/tensor-layout.ts";
import { type TensorTypeName, tensorTypeNamed } from "../gguf/tensor-types.ts";

/** A tensor `[rows, columns]` whose data starts at `offset`. */
export function tensorOf(
  name: string,
  typeName: TensorTypeName,
  rows: number,
  columns: number,
  offset = 0,
): GgufTensor {
  const type = tensorTypeNamed(typeName);
  const elementCount = rows * columns;
  const byteLength = (elementCount / type.blockSize) * type.bytesPerBlock;
  return { name, dims: [columns, rows], type, offset, byteLength, elementCount };
}

/** Weights of `count` Q4_0 or Q8_0 blocks, one by one: d · (nibble − 8), low nibbles first, or d · q. */
export function dequantize(typeName: "Q4_0" | "Q8_0", blocks: Uint8Array): Float64Array {
  const view = new DataView(blocks.buffer, blocks.byteOffset, blocks.byteLength);
  const { bytesPerBlock } = tensorTypeNamed(typeName);
  return Float64Array.from({ length: (blocks.byteLength / bytesPerBlock) * 32 }, (_, i) => {
    const block = Math.floor(i / 32) * bytesPerBlock;
    const e = i % 32;
    const d = view.getFloat16(block, true);
    if (typeName === "Q8_0") return d * view.getInt8(block + 2 + e);
    const byte = view.getUint8(block + 2 + (e % 16));
    return d * ((e < 16 ? byte & 15 : byte >> 4) - 8);
  });
}

/** Random blocks with finite scales, reproducible by seed. */
export function randomBlocks(typeName: "Q4_0" | "Q8_0", count: number, seed: number): Uint8Array {
  const { bytesPerBlock } = tensorTypeNamed(typeName);
  const random = randomNumbers(seed);
  const blocks = Uint8Array.from({ length: count * bytesPerBlock }, () => random() * 256);
  const view = new DataView(blocks.buffer);
  for (let b = 0; b < count; b++) view.setFloat16(b * bytesPerBlock, (random() - 0.5) / 8, true);
  return blocks;
}

/** Numbers in [0, 1) by a multiplicative congruential generator (Lehmer, modulus 2³¹ − 1). */
export function randomNumbers(seed: number): () => number {
  let state = (Math.abs(seed) % 2147483646) + 1;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

/** The two formats that the kernels take. */
export const blockType = fc.constantFrom<"Q4_0" | "Q8_0">("Q4_0", "Q8_0");
