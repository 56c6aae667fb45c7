import type { GgufTensor } from "../gguf/tensor-layout.ts";
import type { TensorType } from "../gguf/tensor-types.ts";
import type { Region } from "../graph/graph.ts";
import { kernelSymbols } from "../kernels/library.ts";
import { WeightError } from "./error.ts";

/** Rows that lie interleaved in packed matrices (`native/formats/layout.h`). */
export const groupRows = 16;

/** One tensor to be converted, and where it goes in the weights file. */
export interface TranscodeJob {
  readonly tensor: GgufTensor;
  /** `pack`: the same values in the layout of the kernels; `dequantize`: f32 elements in their order. */
  readonly kind: "pack" | "dequantize";
  /** Bytes from the start of the weights file. */
  readonly offset: number;
  /** Rows of the tensor that go there; absent, all. */
  readonly rows?: { readonly first: number; readonly count: number };
}

/** A matrix `[N, K]` in the weights file; row-wise concatenation of one or more tensors. */
export interface WeightMatrix {
  readonly name: string;
  /** Rows: outputs of the projection. */
  readonly n: number;
  /** Columns: inputs of the projection. */
  readonly k: number;
  readonly region: Region;
}

/** A matrix as BlockLinear and Rows read it. */
export interface PackedMatrix extends WeightMatrix {
  readonly type: TensorType;
}

/** The matrices `[N, K]` of all experts, each packed by itself, one behind the other. */
export interface ExpertMatrices extends PackedMatrix {
  readonly experts: number;
}

// ONNX Runtime maps external data; page-aligned tensors need no copy.
const alignment = 4096;

/** Assigns places in the weights file to the tensors that a graph asks for. */
export class WeightLayout {
  readonly jobs: TranscodeJob[] = [];
  readonly #packed = new Map<string, PackedMatrix>();
  readonly #floats = new Map<string, WeightMatrix>();
  readonly #experts = new Map<string, ExpertMatrices>();
  #end = 0;

  /** Bytes of the weights file. */
  get byteLength(): number {
    return this.#end;
  }

  /** Whether tensors can be one matrix: same type and K, and no group of rows has rows of two of them. */
  static stackable(tensors: readonly GgufTensor[]): boolean {
    const [first, ...rest] = tensors;
    return (
      rest.every((t) => t.type.name === first!.type.name && t.dims[0] === first!.dims[0]) &&
      tensors.slice(0, -1).every((t) => rowsOf(t) % groupRows === 0)
    );
  }

  /** The {@link stackable} tensors packed for the kernels, stacked by rows in the given order. */
  packed(tensors: readonly GgufTensor[]): PackedMatrix {
    const name = nameOf(tensors);
    const known = this.#packed.get(name);
    if (known) return known;
    const { type } = tensors[0]!;
    const { k, n } = sizesOf(tensors);
    const region = this.#reserve(packedBytes(tensors[0]!, n));
    let { offset } = region;
    for (const tensor of tensors) {
      this.jobs.push({ tensor, kind: "pack", offset });
      offset += packedBytes(tensor, rowsOf(tensor));
    }
    const matrix = { name, n, k, type, region };
    this.#packed.set(name, matrix);
    return matrix;
  }

  /**
   * Tensors `[K, N, experts]` packed for the kernels: the matrices of each expert stacked by rows, then those of the next
   * one. Undefined if they can't be stacked.
   */
  experts(tensors: readonly GgufTensor[]): ExpertMatrices | undefined {
    const name = nameOf(tensors);
    const known = this.#experts.get(name);
    if (known) return known;
    const [first] = tensors;
    const [k = 1, , experts = 1] = first!.dims;
    const rows = tensors.map((tensor) => tensor.dims[1] ?? 1);
    const isStackable =
      tensors.every((t) => t.type.name === first!.type.name && t.dims[0] === k && (t.dims[2] ?? 1) === experts) &&
      rows.slice(0, -1).every((count) => count % groupRows === 0);
    if (!isStackable) return undefined;
    const n = rows.reduce((sum, count) => sum + count, 0);
    const each = packedBytes(first!, n);
    const region = this.#reserve(experts * each);
    for (let expert = 0; expert < experts; expert++) {
      let offset = region.offset + expert * each;
      for (const [i, tensor] of tensors.entries()) {
        const count = rows[i]!;
        this.jobs.push({ tensor, kind: "pack", offset, rows: { first: expert * count, count } });
        offset += packedBytes(tensor, count);
      }
    }
    const matrices = { name, n, k, type: first!.type, region, experts };
    this.#experts.set(name, matrices);
    return matrices;
  }

  /** The tensors as f32, stacked by rows in the given order. */
  floats(tensors: readonly GgufTensor[]): WeightMatrix {
    const name = nameOf(tensors);
    const known = this.#floats.get(name);
    if (known) return known;
    const { k, n } = sizesOf(tensors);
    for (const tensor of tensors) packedBytes(tensor, 1);
    // Vectors may be of different length.
    const region = this.#reserve(4 * tensors.reduce((sum, tensor) => sum + tensor.elementCount, 0));
    let { offset } = region;
    for (const tensor of tensors) {
      this.jobs.push({ tensor, kind: "dequantize", offset });
      offset += 4 * tensor.elementCount;
    }
    const matrix = { name: `${name}.f32`, n, k, region };
    this.#floats.set(name, matrix);
    return matrix;
  }

  #reserve(byteLength: number): Region {
    const offset = Math.ceil(this.#end / alignment) * alignment;
    this.#end = offset + byteLength;
    return { offset, byteLength };
  }
}

/** Bytes of so many rows of a tensor, packed. Throws {@link WeightError} for types that hold no weights. */
export function packedBytes(tensor: GgufTensor, rows: number): number {
  if (rows === 0) return 0;
  const { name, type, dims } = tensor;
  const bytes = Number(kernelSymbols().cria_packed_bytes(type.id, rows, dims[0] ?? 1));
  if (bytes === 0) throw new WeightError(`tensor ${name} has type ${type.name}, which holds no weights`);
  return bytes;
}

function nameOf(tensors: readonly GgufTensor[]): string {
  return tensors.map((t) => t.name).join("+");
}

export function rowsOf(tensor: GgufTensor): number {
  return tensor.elementCount / (tensor.dims[0] ?? 1);
}

function sizesOf(tensors: readonly GgufTensor[]): { k: number; n: number } {
  return { k: tensors[0]!.dims[0] ?? 1, n: tensors.reduce((sum, t) => sum + rowsOf(t), 0) };
}
