import type { GgufTensor } from "../gguf/tensor-layout.ts";
import { bf16, f16, f32 } from "./float.ts";
import { q40 } from "./q4-0.ts";
import { q80 } from "./q8-0.ts";

/** A damaged or unsupported weight. */
export class WeightError extends Error {
  override readonly name = "WeightError";
}

/** How a GGML block format becomes the packed integers and f32 scales of MatMulNBits, without loss. */
export interface QuantizedImage {
  readonly kind: "quantized";
  readonly bits: 4 | 8;
  /** Weights that share a scale. */
  readonly blockSize: number;
  /**
   * Converts whole blocks. `values` takes blockSize·bits/8 bytes per block: unsigned integers whose zero point is
   * 2^(bits-1), low bits first; `scales` takes one f32 per block.
   */
  transcode(blocks: Uint8Array, values: Uint8Array, scales: Float32Array): void;
}

/** How a plain element type becomes f32. */
export interface FloatImage {
  readonly kind: "float";
  transcode(elements: Uint8Array, values: Float32Array): void;
}

export type WeightImage = QuantizedImage | FloatImage;

const images: Readonly<Record<string, WeightImage>> = { F32: f32, F16: f16, BF16: bf16, Q4_0: q40, Q8_0: q80 };

/** The image of a tensor's type. Throws {@link WeightError} for types that the engine can't run yet. */
export function imageOf(tensor: GgufTensor): WeightImage {
  const image = images[tensor.type.name];
  if (!image) {
    const known = Object.keys(images).join(", ");
    throw new WeightError(`tensor ${tensor.name} has type ${tensor.type.name}; supported types are ${known}`);
  }
  return image;
}
