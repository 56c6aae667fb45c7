/** What the tests of weights and kernels share: GGUF blocks, and what they mean by the format's definition. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { GgufTensor } from "../gguf/tensor-layout.ts";
import { type TensorTypeName, tensorTypeNamed } from "../gguf/tensor-types.ts";
import { kernelSymbols } from "../kernels/library.ts";

interface BlockLayout {
  readonly name: TensorTypeName;
  readonly scale: "half" | "split" | "bfloat" | "byte";
  /** Where a block's scales begin. */
  readonly scalesAt: readonly number[];
}

const vectors = JSON.parse(readFileSync(join(import.meta.dir, "gguf-vectors.json"), "utf8"));
const layouts = new Map((vectors.types as BlockLayout[]).map((layout) => [layout.name, layout]));

/** Every type that holds weights, floats included. */
export const weightTypes: readonly TensorTypeName[] = [...layouts.keys()];

/** Those with blocks. */
export const blockTypes = weightTypes.filter((name) => tensorTypeNamed(name).blockSize > 1);

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

/** The weights of blocks. `gguf-vectors.test.ts` shows that they are what gguf's Python package gives. */
export function dequantize(typeName: TensorTypeName, blocks: Uint8Array): Float32Array<ArrayBuffer> {
  const { id, blockSize, bytesPerBlock } = tensorTypeNamed(typeName);
  const count = blocks.byteLength / bytesPerBlock;
  const weights = new Float32Array(count * blockSize);
  kernelSymbols().cria_dequantize(id, blocks, count, weights);
  return weights;
}

/** Random blocks whose weights are of ordinary size, up to some tenths; reproducible by seed. */
export function randomBlocks(typeName: TensorTypeName, count: number, seed: number): Uint8Array {
  const { id, blockSize, bytesPerBlock } = tensorTypeNamed(typeName);
  const random = randomNumbers(seed);
  const blocks = new Uint8Array(count * bytesPerBlock);
  for (let i = 0; i < blocks.length; i++) blocks[i] = random() * 256;
  const view = new DataView(blocks.buffer);
  if (blockSize === 1) {
    for (let i = 0; i < count; i++) {
      const value = (random() + random() - 1) / 4;
      if (typeName === "F16") view.setFloat16(2 * i, value, true);
      else if (typeName === "F32") view.setFloat32(4 * i, value, true);
      else view.setUint16(2 * i, new Uint16Array(Float32Array.of(value).buffer)[1]!, true);
    }
    return blocks;
  }
  // With scales of 1 the weights of a type have a size of their own.
  const scaled = (scale: number) => {
    for (let b = 0; b < count; b++) setScales(view, typeName, b * bytesPerBlock, () => scale * (0.5 + random()));
  };
  scaled(1);
  const sample = new Float32Array(blockSize);
  let largest = 0;
  for (let b = 0; b < Math.min(count, 8); b++) {
    kernelSymbols().cria_dequantize(id, blocks.subarray(b * bytesPerBlock, (b + 1) * bytesPerBlock), 1, sample);
    largest = sample.reduce((most, w) => Math.max(most, Math.abs(w)), largest);
  }
  scaled(0.25 / largest);
  return blocks;
}

function setScales(view: DataView, typeName: TensorTypeName, at: number, scale: () => number): void {
  const { scale: kind, scalesAt } = layouts.get(typeName)!;
  for (const offset of scalesAt) {
    const value = scale();
    if (kind === "half") view.setFloat16(at + offset, value, true);
    else if (kind === "byte" && typeName === "MXFP4") view.setUint8(at + offset, 128 + Math.round(Math.log2(value)));
    // UE4M3: the exponent's bias is 7, and llama.cpp halves the value.
    else if (kind === "byte")
      view.setUint8(at + offset, Math.max(1, Math.min(15, 8 + Math.round(Math.log2(value)))) << 3);
    else {
      // IQ1_M: a nibble of the half in the upper bits of each of four words.
      const bits = new Uint16Array(Float16Array.of(value).buffer)[0]!;
      for (let j = 0; j < 4; j++) {
        const high = at + offset + 2 * j + 1;
        view.setUint8(high, (view.getUint8(high) & 15) | (((bits >> (4 * j)) & 15) << 4));
      }
    }
  }
}

/** A matrix `[n, k]` as the kernels want it. */
export function pack(typeName: TensorTypeName, blocks: Uint8Array, n: number, k: number): Uint8Array<ArrayBuffer> {
  const { id } = tensorTypeNamed(typeName);
  const packed = new Uint8Array(Number(kernelSymbols().cria_packed_bytes(id, n, k)));
  if (kernelSymbols().cria_pack(id, blocks, n, k, packed) !== 0) throw new Error("not all scales are finite");
  return packed;
}

/** Numbers in [0, 1) by a multiplicative congruential generator (Lehmer, modulus 2³¹ − 1). */
export function randomNumbers(seed: number): () => number {
  let state = (Math.abs(seed) % 2147483646) + 1;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}
