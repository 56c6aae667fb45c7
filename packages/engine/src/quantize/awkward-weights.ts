/** A model whose weights are where quantisers differ, if they do: ties, zeros, outliers, edges of exponents. */
import type { GgufContent, GgufTensorSource } from "../gguf/writer.ts";
import { randomNumbers } from "../weights/testing.ts";
import { contentOf } from "./shapes.ts";

const random = randomNumbers(5);
const bell = () => random() + random() + random() + random() - 2;

/** Kinds of sub-blocks, each by what its weight `i` is. */
const kinds: ((i: number, edge: number) => number)[] = [
  bell,
  () => 0,
  (_, edge) => edge,
  (i) => (i - 15) / 16,
  (i) => (i % 2 ? 1 : -1) / 2,
  () => Math.abs(bell()) + 0.1,
  () => -Math.abs(bell()) - 0.1,
  (i) => (i === 7 ? 30_000 : bell()),
  () => bell() * 1e-20,
  () => bell() * 2 ** -140,
  () => bell() * 2 ** -16,
  (i, edge) => (i === 3 ? edge : edge / 3),
  () => Math.round(8 * bell()) / 8,
  () => (random() < 0.1 ? bell() : 0),
];

/** Powers of two, and floats just below and above them. */
function edges(count: number): Float32Array {
  const bits = new Uint32Array(count);
  for (let i = 0; i < count; i++) bits[i] = ((127 - 20 + (i % 28)) << 23) + (Math.floor(i / 28) % 15) - 9;
  return new Float32Array(bits.buffer);
}

function weights(columns: number, rows: number): Float32Array<ArrayBuffer> {
  const values = new Float32Array(columns * rows);
  const edge = edges(values.length / 16);
  for (let block = 0; block < values.length / 16; block++) {
    // Now and then a whole superblock is of one kind.
    const kind = kinds[(block % 5 < 3 ? Math.floor(block / 32) : block) % kinds.length]!;
    for (let i = 0; i < 16; i++) values[16 * block + i] = kind((block % 2) * 16 + i, edge[block]!);
  }
  return values;
}

/** The model; its tensors are F32. Rows of 768 are odd numbers of blocks of 256. */
export function awkwardModel(): GgufContent {
  const tensor = (name: string, dims: number[]): GgufTensorSource => {
    const values = weights(
      dims[0]!,
      dims.slice(1).reduce((a, b) => a * b, 1),
    );
    return { name, dims, type: "F32", data: new Uint8Array(values.buffer) };
  };
  const { metadata } = contentOf({
    ...{ architecture: "llama", layers: 2, heads: 8, keyHeads: 2, columns: 768, matrices: [] },
  });
  return {
    metadata,
    tensors: [
      tensor("token_embd.weight", [768, 9]),
      tensor("output.weight", [256, 75]),
      tensor("output_norm.weight", [768]),
      ...[0, 1].flatMap((layer) => [
        tensor(`blk.${layer}.attn_q.weight`, [768, 21]),
        tensor(`blk.${layer}.attn_v.weight`, [256, 41]),
        tensor(`blk.${layer}.ffn_down.weight`, [768, 11]),
        tensor(`blk.${layer}.ffn_up_exps.weight`, [256, 25, 3]),
        tensor(`blk.${layer}.ffn_gate.weight`, [256 * 257, 9]),
      ]),
    ],
  };
}
