import type { GgufTensor } from "../gguf/tensor-layout.ts";
import { imageOf, WeightError } from "./image.ts";

/** Rows of the matrix that are interleaved. */
export const groupRows = 16;

/**
 * How a GGML block format becomes the interleaved weights of the operator BlockLinear, without loss
 * (`native/linear.h` draws the layout). Groups of 16 rows follow each other, within a group its blocks of 32 columns,
 * within a block vectors of `[16 rows][4 bytes]`.
 */
export interface GroupedImage {
  readonly kind: "grouped";
  readonly bits: 4 | 8;
  readonly blockSize: 32;
  /**
   * Converts whole rows, the first of them a group's first. `values` and `scales` (IEEE half, `[groups][blocks][16]`)
   * cover whole groups and are zero.
   */
  transcode(blocks: Uint8Array, blocksPerRow: number, values: Uint8Array, scales: Uint16Array): void;
}

/** Q8_0: `d f16, qs int8[32]`; vector v holds the elements 4v..4v+3. */
const q80 = grouped(8);

/**
 * Q4_0: `d f16, qs[16]`, byte i holding element i in its low nibble and 16 + i in its high one: so does byte j of
 * vector v for i = 4v + j.
 */
const q40 = grouped(4);

/** Both formats are a half and then the bytes in the order of the vectors. */
function grouped(bits: 4 | 8): GroupedImage {
  const vectors = bits;
  const halfwords = 1 + 2 * vectors;
  return {
    kind: "grouped",
    bits,
    blockSize: 32,
    transcode(blocks, blocksPerRow, values, scales) {
      const input = new Uint16Array(blocks.buffer, blocks.byteOffset, blocks.byteLength / 2);
      const output = new Uint32Array(values.buffer, values.byteOffset, values.byteLength / 4);
      const rows = input.length / halfwords / blocksPerRow;
      for (let row = 0, i = 0; row < rows; row++) {
        const group = Math.floor(row / groupRows);
        const column = row % groupRows;
        for (let b = 0; b < blocksPerRow; b++, i += halfwords) {
          const block = group * blocksPerRow + b;
          scales[block * groupRows + column] = input[i]!;
          let o = block * vectors * groupRows + column;
          for (let v = 1; v < halfwords; v += 2, o += groupRows) {
            output[o] = input[i + v]! | (input[i + v + 1]! << 16);
          }
        }
      }
    },
  };
}

const images: Readonly<Record<string, GroupedImage>> = { Q4_0: q40, Q8_0: q80 };

/** The image of a tensor's type, if BlockLinear takes it. Throws {@link WeightError} for types without any image. */
export function groupedImageOf(tensor: GgufTensor): GroupedImage | undefined {
  imageOf(tensor);
  return images[tensor.type.name];
}

const exponent = 0x7c00;

/** Throws {@link WeightError} when a half is infinite or NaN. */
export function checkFiniteHalves(halves: Uint16Array, name: string): void {
  for (let i = 0; i < halves.length; i++) {
    if ((halves[i]! & exponent) === exponent) throw new WeightError(`tensor ${name} holds values that are not finite`);
  }
}
