import { tensorTypeNamed } from "@cria/engine";
import { hash, xorshift32 } from "../random.ts";
import { shapeBlocks } from "./blocks.ts";
import { type TensorShape, tensorBytes } from "./shape.ts";

/** Random bytes come in pieces of at most this many, so that a model of any size is written with little memory. */
const chunkBytes = 8 * 1024 * 1024;

/**
 * Yields a tensor's bytes. What has no given values is random, by default with a deviation of about 1/√columns, which keeps
 * activations of a normalised input near 1 through any number of layers. The same seed and name give the same bytes.
 */
export function* tensorData(tensor: TensorShape, seed: number): Generator<Uint8Array> {
  if (tensor.values) {
    const values = tensor.values();
    yield new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  } else {
    const { deviation = 1 / Math.sqrt(tensor.dims[0]!) } = tensor;
    const fill = xorshift32(seed ^ hash(tensor.name));
    const { bytesPerBlock } = tensorTypeNamed(tensor.type);
    const chunk = Math.floor(chunkBytes / bytesPerBlock) * bytesPerBlock;
    for (let left = tensorBytes(tensor); left > 0; left -= chunk) {
      const size = Math.min(left, chunk);
      const words = new Uint32Array(Math.ceil(size / 4));
      fill(words);
      shapeBlocks(tensor.type, words, deviation);
      yield new Uint8Array(words.buffer, 0, size);
    }
  }
}
