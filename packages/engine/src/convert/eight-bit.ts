import { open } from "node:fs/promises";
import { tensorTypeNamed } from "../gguf/tensor-types.ts";
import { kernelSymbols } from "../kernels/library.ts";
import type { StoredTensor } from "../safetensors/read-header.ts";
import type { Config } from "./config.ts";
import { CheckpointError } from "./error.ts";

/** A matrix of floats of 8 bits, and what its parts are multiplied with. */
export interface EightBitTensor extends StoredTensor {
  readonly type: "F8_E4M3" | "F8_E5M2";
  readonly scales: StoredTensor;
  /** Rows and columns that share a scale. */
  readonly block: readonly [rows: number, columns: number];
}

/** Endings of what stands beside a matrix: its scales, and those of activations, which GGUF has no place for. */
const scaleEnding = /\.weight_scale(?:_inv)?$/;
const otherEnding = /\.(?:input|output|activation|k|v)_scale$/;

/**
 * The tensors without scales, which go to their matrices. Throws {@link CheckpointError} for scales that don't fit, and for a
 * matrix of 8 bits without.
 */
export function withScales(
  tensors: ReadonlyMap<string, StoredTensor>,
  config: Config,
): (StoredTensor | EightBitTensor)[] {
  const block = config.object("quantization_config").weight_block_size;
  const sizes = Array.isArray(block) && block.length === 2 ? block.map(Number) : [128, 128];
  const own = [...tensors.values()].filter(({ name }) => !scaleEnding.test(name) && !otherEnding.test(name));
  return own.map((tensor) => {
    if (tensor.type !== "F8_E4M3" && tensor.type !== "F8_E5M2") return tensor;
    const { type } = tensor;
    const scales = tensors.get(`${tensor.name}_scale_inv`) ?? tensors.get(`${tensor.name}_scale`);
    if (scales === undefined) throw new CheckpointError(`tensor "${tensor.name}" has no scales`);
    return { ...tensor, type, scales, block: blockOf(tensor, scales, sizes as [number, number]) };
  });
}

function blockOf({ name, shape }: StoredTensor, scales: StoredTensor, sizes: readonly [number, number]) {
  const [rows, columns] = shape;
  if (shape.length !== 2 || rows === undefined || columns === undefined) {
    throw new CheckpointError(`tensor "${name}" is of 8 bits, and no matrix`);
  }
  if (!["F32", "F16", "BF16"].includes(scales.type)) throw new CheckpointError(`"${scales.name}" is not of floats`);
  const count = scales.shape.reduce((product, size) => product * size, 1);
  if (count === 1) return [rows, columns] as const;
  if (count === rows && (scales.shape[1] ?? 1) === 1) return [1, columns] as const;
  const [height, width] = sizes;
  const expected = [Math.ceil(rows / height), Math.ceil(columns / width)];
  if (`${scales.shape}` === `${expected}`) return sizes;
  throw new CheckpointError(
    `"${scales.name}" has the shape [${scales.shape.join(", ")}], not [${expected.join(", ")}]`,
  );
}

/** Values of all bytes, by type. */
const values = { F8_E4M3: valuesOf(4, 3), F8_E5M2: valuesOf(5, 2) };

function valuesOf(exponentBits: number, fractionBits: number): Float32Array {
  const bias = 2 ** (exponentBits - 1) - 1;
  return Float32Array.from({ length: 256 }, (_, byte) => {
    const exponent = (byte & 127) >> fractionBits;
    const fraction = (byte & (2 ** fractionBits - 1)) / 2 ** fractionBits;
    const sign = byte < 128 ? 1 : -1;
    // The type of four bits has no infinity, and one NaN; that of five has both.
    const isSpecial = exponentBits === 4 ? (byte & 127) === 127 : exponent === 31;
    if (isSpecial) return Number.NaN;
    return sign * (exponent === 0 ? fraction * 2 ** (1 - bias) : (1 + fraction) * 2 ** (exponent - bias));
  });
}

/** The scales of a matrix, by rows of blocks. */
export async function readScales({ scales }: EightBitTensor): Promise<Float32Array> {
  const { id, bytesPerBlock } = tensorTypeNamed(scales.type as "F32" | "F16" | "BF16");
  const bytes = new Uint8Array(scales.byteLength);
  await using file = await open(scales.path, "r");
  for (let done = 0; done < bytes.length; ) {
    const { bytesRead } = await file.read(bytes, done, bytes.length - done, scales.offset + done);
    if (bytesRead === 0) throw new CheckpointError("a file became shorter while it was read");
    done += bytesRead;
  }
  const floats = new Float32Array(bytes.length / bytesPerBlock);
  if (kernelSymbols().cria_dequantize(id, bytes, floats.length, floats) === 0) return floats;
  throw new CheckpointError(`"${scales.name}" is not of floats`);
}

/** Whole rows, from `firstRow` on, as BF16: each value times its scale in f32, rounded once more. */
export function widenRows(
  chunk: Uint8Array,
  tensor: EightBitTensor,
  scales: Float32Array,
  firstRow: number,
): Uint8Array {
  const columns = tensor.shape[1]!;
  const [height, width] = tensor.block;
  const table = values[tensor.type];
  const perRow = Math.ceil(columns / width);
  const floats = new Float32Array(chunk.length);
  for (let row = 0, at = 0; at < chunk.length; row++) {
    const own = Math.floor((firstRow + row) / height) * perRow;
    for (let column = 0; column < columns; column += width) {
      const scale = scales[own + column / width]!;
      const end = at + Math.min(width, columns - column);
      for (; at < end; at++) floats[at] = table[chunk[at]!]! * scale;
    }
  }
  const output = new Uint8Array(2 * chunk.length);
  const [f32, bf16] = [tensorTypeNamed("F32").id, tensorTypeNamed("BF16").id];
  if (kernelSymbols().cria_quantize(f32, new Uint8Array(floats.buffer), floats.length, bf16, output) === 0)
    return output;
  throw new CheckpointError(`tensor "${tensor.name}" holds values that are not finite`);
}
