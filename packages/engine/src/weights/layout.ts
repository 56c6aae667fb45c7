import type { GgufTensor } from "../gguf/tensor-layout.ts";
import type { Region } from "../graph/graph.ts";
import { imageOf, type WeightImage } from "./image.ts";

/** One tensor to be converted, and where its parts go in the weights file. */
export interface TranscodeJob {
  readonly tensor: GgufTensor;
  readonly image: WeightImage;
  /** Offset of the packed integers, or of the f32 elements. */
  readonly values: number;
  /** Offset of the f32 scales; absent for float images. */
  readonly scales?: number;
}

/** A matrix `[N, K]` in the weights file; row-wise concatenation of one or more tensors. */
export interface WeightMatrix {
  readonly name: string;
  /** Rows: outputs of the projection. */
  readonly n: number;
  /** Columns: inputs of the projection. */
  readonly k: number;
  readonly image: WeightImage;
  readonly values: Region;
  readonly scales?: Region;
}

// ONNX Runtime maps external data; page-aligned tensors need no copy.
const alignment = 4096;

/** Assigns places in the weights file to the tensors that a graph asks for. */
export class WeightLayout {
  readonly jobs: TranscodeJob[] = [];
  readonly #matrices = new Map<string, WeightMatrix>();
  #end = 0;

  /** Bytes of the weights file. */
  get byteLength(): number {
    return this.#end;
  }

  /** Whether tensors can be one matrix: same image and same K. */
  static stackable(tensors: readonly GgufTensor[]): boolean {
    const [first, ...rest] = tensors;
    return rest.every((t) => t.type.name === first!.type.name && t.dims[0] === first!.dims[0]);
  }

  /** The matrix of {@link stackable} tensors, stacked by rows in the given order; the same list gives the same matrix. */
  matrix(tensors: readonly GgufTensor[]): WeightMatrix {
    const name = tensors.map((t) => t.name).join("+");
    const known = this.#matrices.get(name);
    if (known) return known;
    const image = imageOf(tensors[0]!);
    const k = tensors[0]!.dims[0] ?? 1;
    const rows = tensors.map((t) => t.elementCount / k);
    const n = rows.reduce((sum, r) => sum + r, 0);
    const bytesPerRow = image.kind === "float" ? 4 * k : (k * image.bits) / 8;
    const values = this.#reserve(n * bytesPerRow);
    const scaleBytesPerRow = image.kind === "float" ? 0 : (4 * k) / image.blockSize;
    const scales = image.kind === "float" ? undefined : this.#reserve(n * scaleBytesPerRow);
    let row = 0;
    tensors.forEach((tensor, i) => {
      this.jobs.push({
        tensor,
        image,
        values: values.offset + row * bytesPerRow,
        ...(scales && { scales: scales.offset + row * scaleBytesPerRow }),
      });
      row += rows[i]!;
    });
    const matrix = { name, n, k, image, values, ...(scales && { scales }) };
    this.#matrices.set(name, matrix);
    return matrix;
  }

  #reserve(byteLength: number): Region {
    const offset = Math.ceil(this.#end / alignment) * alignment;
    this.#end = offset + byteLength;
    return { offset, byteLength };
  }
}
