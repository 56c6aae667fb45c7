import { tensorTypeNamed } from "@cria/engine";
import { hash, xorshift32 } from "../random.ts";
import { shapeBlocks } from "./blocks.ts";
import { elementCount, type RopeScaling, type Shape, type TensorShape, tensorBytes } from "./shapes.ts";

/** Random bytes come in pieces of at most this many, so that a model of any size is written with little memory. */
const chunkBytes = 8 * 1024 * 1024;

/**
 * Yields a tensor's bytes. Matrices are random with deviation of about 1/√columns, which keeps activations of a
 * normalised input near 1 through any number of layers; norms are 1. The same seed and name give the same bytes.
 */
export function* tensorData(shape: Shape, tensor: TensorShape, seed: number): Generator<Uint8Array> {
  if (tensor.name === "rope_freqs.weight" && shape.ropeScaling) {
    yield bytesOf(ropeFactors(shape, shape.ropeScaling));
  } else if (tensor.dims.length === 1) {
    yield bytesOf(new Float32Array(elementCount(tensor)).fill(1));
  } else {
    const fill = xorshift32(seed ^ hash(tensor.name));
    const { bytesPerBlock } = tensorTypeNamed(tensor.type);
    const chunk = Math.floor(chunkBytes / bytesPerBlock) * bytesPerBlock;
    for (let left = tensorBytes(tensor); left > 0; left -= chunk) {
      const size = Math.min(left, chunk);
      const words = new Uint32Array(Math.ceil(size / 4));
      fill(words);
      shapeBlocks(tensor.type, words, 1 / Math.sqrt(tensor.dims[0]!));
      yield new Uint8Array(words.buffer, 0, size);
    }
  }
}

/**
 * What each rotary frequency is divided by, `[headDim / 2]`: 1 for wavelengths well within the original context,
 * `factor` for those beyond it, and a blend in between (the "llama3" scaling of Llama 3.1's published configuration).
 */
export function ropeFactors(shape: Shape, scaling: RopeScaling): Float32Array {
  const half = shape.headDim / 2;
  return Float32Array.from({ length: half }, (_, i) => {
    const wavelength = 2 * Math.PI * shape.ropeTheta ** (i / half);
    const turns = scaling.originalContextLength / wavelength;
    if (turns > scaling.highFreqFactor) return 1;
    if (turns < scaling.lowFreqFactor) return scaling.factor;
    const smooth = (turns - scaling.lowFreqFactor) / (scaling.highFreqFactor - scaling.lowFreqFactor);
    return 1 / ((1 - smooth) / scaling.factor + smooth);
  });
}

function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
