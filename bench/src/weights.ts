import { blockBytes, elementCount, type RopeScaling, type Shape, type TensorShape, tensorBytes } from "./shapes.ts";

/** Random bytes come in pieces of at most this many, so that a model of any size is written with little memory. */
const chunkBytes = 8 * 1024 * 1024;

/** Standard deviation of a uniformly random signed byte, and of a uniformly random nibble. */
const uniformDeviation = { Q8_0: 256 / Math.sqrt(12), Q4_0: 16 / Math.sqrt(12) } as const;

/**
 * Yields a tensor's bytes. Matrices are uniformly random with deviation 1/√columns, which keeps activations of a
 * normalised input near 1 through any number of layers; norms are 1. The same seed and name give the same bytes.
 */
export function* tensorData(shape: Shape, tensor: TensorShape, seed: number): Generator<Uint8Array> {
  if (tensor.name === "rope_freqs.weight" && shape.ropeScaling) {
    yield bytesOf(ropeFactors(shape, shape.ropeScaling));
  } else if (tensor.type === "F32") {
    yield bytesOf(new Float32Array(elementCount(tensor)).fill(1));
  } else {
    const next = xorshift32(seed ^ hash(tensor.name));
    const bytes = blockBytes[tensor.type];
    const scale = 1 / Math.sqrt(tensor.dims[0]!) / uniformDeviation[tensor.type];
    const scaleBits = new Uint16Array(new Float16Array([scale]).buffer)[0]!;
    const chunk = Math.floor(chunkBytes / bytes) * bytes;
    for (let left = tensorBytes(tensor); left > 0; left -= chunk) {
      yield randomBlocks(Math.min(left, chunk), bytes, scaleBits, next);
    }
  }
}

/** Whole blocks of random quants that share one scale. */
function randomBlocks(size: number, block: number, scaleBits: number, fill: (words: Uint32Array) => void): Uint8Array {
  const words = new Uint32Array(Math.ceil(size / 4));
  fill(words);
  const halves = new Uint16Array(words.buffer);
  for (let at = 0; at < size / 2; at += block / 2) halves[at] = scaleBits;
  return new Uint8Array(words.buffer, 0, size);
}

/** Marsaglia's 32-bit xorshift generator (13, 17, 5), filling arrays. A zero state would stay zero, so 0 counts as 1. */
export function xorshift32(seed: number): (words: Uint32Array) => void {
  let state = seed | 0 || 1;
  return (words) => {
    let x = state;
    for (let i = 0; i < words.length; i++) {
      x ^= x << 13;
      x ^= x >>> 17;
      x ^= x << 5;
      words[i] = x;
    }
    state = x;
  };
}

/** FNV-1a of a text. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value;
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
