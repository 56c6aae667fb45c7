import type { GgufTensor } from "../gguf/tensor-layout.ts";
import type { Region } from "../graph/graph.ts";
import { type GroupedImage, groupedImageOf, groupRows } from "./grouped.ts";
import { imageOf, type WeightImage } from "./image.ts";

/** One tensor to be converted, and where its parts go in the weights file. */
export interface TranscodeJob {
  readonly tensor: GgufTensor;
  readonly image: WeightImage | GroupedImage;
  /** Offset of the packed integers, or of the f32 elements. */
  readonly values: number;
  /** Offset of the scales (f32, or f16 of grouped images); absent for float images. */
  readonly scales?: number;
}

/** A matrix `[N, K]` in the weights file; row-wise concatenation of one or more tensors. */
export interface WeightMatrix<Image = WeightImage> {
  readonly name: string;
  /** Rows: outputs of the projection. */
  readonly n: number;
  /** Columns: inputs of the projection. */
  readonly k: number;
  readonly image: Image;
  readonly values: Region;
  readonly scales?: Region;
}

// ONNX Runtime maps external data; page-aligned tensors need no copy.
const alignment = 4096;

/** Assigns places in the weights file to the tensors that a graph asks for. */
export class WeightLayout {
  readonly jobs: TranscodeJob[] = [];
  readonly #matrices = new Map<string, WeightMatrix>();
  readonly #grouped = new Map<string, WeightMatrix<GroupedImage>>();
  #end = 0;

  /** Bytes of the weights file. */
  get byteLength(): number {
    return this.#end;
  }

  /** Whether tensors can be one {@link matrix}: same image and same K. */
  static stackable(tensors: readonly GgufTensor[]): boolean {
    const [first, ...rest] = tensors;
    return rest.every((t) => t.type.name === first!.type.name && t.dims[0] === first!.dims[0]);
  }

  /** Whether {@link stackable} tensors can be one {@link grouped} matrix: no group has rows of two tensors. */
  static stackableInGroups(tensors: readonly GgufTensor[]): boolean {
    return tensors.slice(0, -1).every((t) => rowsOf(t) % groupRows === 0);
  }

  /** Whether {@link grouped} takes the tensor. */
  static groupable(tensor: GgufTensor): boolean {
    return groupedImageOf(tensor) !== undefined;
  }

  /** The matrix of {@link stackable} tensors, stacked by rows in the given order; the same list gives the same matrix. */
  matrix(tensors: readonly GgufTensor[]): WeightMatrix {
    const name = nameOf(tensors);
    const known = this.#matrices.get(name);
    if (known) return known;
    const image = imageOf(tensors[0]!);
    const { k, n } = sizesOf(tensors);
    const bytesPerRow = image.kind === "float" ? 4 * k : (k * image.bits) / 8;
    const values = this.#reserve(n * bytesPerRow);
    const scaleBytesPerRow = image.kind === "float" ? 0 : (4 * k) / image.blockSize;
    const scales = image.kind === "float" ? undefined : this.#reserve(n * scaleBytesPerRow);
    this.#addJobs(tensors, image, values, bytesPerRow, scales, scaleBytesPerRow);
    const matrix = { name, n, k, image, values, ...(scales && { scales }) };
    this.#matrices.set(name, matrix);
    return matrix;
  }

  /** {@link matrix} interleaved for BlockLinear; its regions cover whole groups of rows. */
  grouped(tensors: readonly GgufTensor[]): WeightMatrix<GroupedImage> {
    const name = `${nameOf(tensors)}.grouped`;
    const known = this.#grouped.get(name);
    if (known) return known;
    const image = groupedImageOf(tensors[0]!)!;
    const { k, n } = sizesOf(tensors);
    const padded = Math.ceil(n / groupRows) * groupRows;
    const bytesPerRow = (k * image.bits) / 8;
    const scaleBytesPerRow = (2 * k) / image.blockSize;
    const values = this.#reserve(padded * bytesPerRow);
    const scales = this.#reserve(padded * scaleBytesPerRow);
    this.#addJobs(tensors, image, values, bytesPerRow, scales, scaleBytesPerRow);
    const matrix = { name, n, k, image, values, scales };
    this.#grouped.set(name, matrix);
    return matrix;
  }

  #addJobs(
    tensors: readonly GgufTensor[],
    image: WeightImage | GroupedImage,
    values: Region,
    bytesPerRow: number,
    scales: Region | undefined,
    scaleBytesPerRow: number,
  ): void {
    let row = 0;
    for (const tensor of tensors) {
      this.jobs.push({
        tensor,
        image,
        values: values.offset + row * bytesPerRow,
        ...(scales && { scales: scales.offset + row * scaleBytesPerRow }),
      });
      row += rowsOf(tensor);
    }
  }

  #reserve(byteLength: number): Region {
    const offset = Math.ceil(this.#end / alignment) * alignment;
    this.#end = offset + byteLength;
    return { offset, byteLength };
  }
}

function nameOf(tensors: readonly GgufTensor[]): string {
  return tensors.map((t) => t.name).join("+");
}

function rowsOf(tensor: GgufTensor): number {
  return tensor.elementCount / (tensor.dims[0] ?? 1);
}

function sizesOf(tensors: readonly GgufTensor[]): { k: number; n: number } {
  return { k: tensors[0]!.dims[0] ?? 1, n: tensors.reduce((sum, t) => sum + rowsOf(t), 0) };
}
