import { GgufError } from "./error.ts";
import type { TensorType } from "./tensor-types.ts";

/** A tensor and where its data lies. */
export interface GgufTensor {
  readonly name: string;
  /** Sizes from the contiguous dimension outwards: a row-major `[rows, columns]` is `[columns, rows]` here. */
  readonly dims: readonly number[];
  readonly type: TensorType;
  /** Bytes from the start of the file. */
  readonly offset: number;
  readonly byteLength: number;
  readonly elementCount: number;
}

/** A tensor as the header states it, unchecked. */
export interface TensorInfo {
  readonly name: string;
  readonly dims: readonly bigint[];
  readonly type: TensorType;
  /** Bytes from the start of the data section. */
  readonly offset: bigint;
}

/** The next multiple of `alignment`. */
export function alignUp(position: number, alignment: number): number {
  return Math.ceil(position / alignment) * alignment;
}

/**
 * Bytes of a tensor's data. Throws {@link GgufError} if a size is zero, rows do not consist of whole blocks, or the
 * tensor is larger than any file.
 */
export function tensorSize(name: string, dims: readonly bigint[], type: TensorType) {
  if (dims.some((dim) => dim <= 0n)) throw new GgufError(`tensor "${name}" has a dimension of size 0`);
  const elements = dims.reduce((product, dim) => product * dim, 1n);
  const row = dims[0] ?? 1n;
  if (row % BigInt(type.blockSize) !== 0n) {
    throw new GgufError(
      `tensor "${name}" has rows of ${row} elements, which ${type.name} cannot store in blocks of ${type.blockSize}`,
    );
  }
  const bytes = (elements / BigInt(type.blockSize)) * BigInt(type.bytesPerBlock);
  if (bytes > BigInt(Number.MAX_SAFE_INTEGER)) throw new GgufError(`tensor "${name}" is larger than the file`);
  return { elementCount: Number(elements), byteLength: Number(bytes) };
}

/**
 * Checks that the tensors lie one behind the other, each at the next multiple of `alignment`, all within the file, and
 * gives their places. `headerEnd` is where the last tensor info ends.
 */
export function layOutTensors(
  infos: ReadonlyMap<string, TensorInfo>,
  alignment: number,
  headerEnd: number,
  fileSize: number,
): { dataOffset: number; tensors: Map<string, GgufTensor> } {
  const dataOffset = alignUp(headerEnd, alignment);
  const tensors = new Map<string, GgufTensor>();
  let next = 0;
  for (const { name, dims, type, offset } of infos.values()) {
    const { elementCount, byteLength } = tensorSize(name, dims, type);
    if (offset % BigInt(alignment) !== 0n) {
      throw new GgufError(
        `tensor "${name}" starts at ${offset}, which is not a multiple of the alignment ${alignment}`,
      );
    }
    if (offset + BigInt(byteLength) > BigInt(fileSize - dataOffset)) {
      throw new GgufError(`the data of tensor "${name}" lies beyond the end of the file; it may be truncated`);
    }
    if (offset !== BigInt(next)) {
      throw new GgufError(`tensor "${name}" starts at ${offset} instead of ${next}: tensors overlap or leave a gap`);
    }
    tensors.set(name, {
      name,
      dims: dims.map(Number),
      type,
      offset: dataOffset + next,
      byteLength,
      elementCount,
    });
    next = alignUp(next + byteLength, alignment);
  }
  return { dataOffset, tensors };
}
