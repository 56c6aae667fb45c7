import { tensorTypeNamed } from "@cria/engine";
import { bytesOf, type WeightType } from "./weight-types.ts";

/** The sizes of a model of architecture `llama`, as GGUF metadata names them. */
export interface Shape {
  /** Short name, as given to `--shapes` and used in file names. */
  readonly id: string;
  /** Name printed in tables. */
  readonly title: string;
  readonly embeddingLength: number;
  readonly blockCount: number;
  readonly headCount: number;
  readonly headCountKv: number;
  readonly headDim: number;
  readonly feedForwardLength: number;
  readonly vocabSize: number;
  readonly contextLength: number;
  readonly ropeTheta: number;
  /** How `rope_freqs.weight` is made; absent leaves that tensor out. */
  readonly ropeScaling?: RopeScaling;
}

/** The frequency-dependent rope scaling of Llama 3.1 and later, as their `config.json` gives it. */
export interface RopeScaling {
  readonly factor: number;
  readonly lowFreqFactor: number;
  readonly highFreqFactor: number;
  readonly originalContextLength: number;
}

export const shapes: readonly Shape[] = [
  {
    id: "0.1b",
    title: "0.1B",
    embeddingLength: 768,
    blockCount: 12,
    headCount: 12,
    headCountKv: 4,
    headDim: 64,
    feedForwardLength: 2048,
    vocabSize: 32_000,
    contextLength: 8192,
    ropeTheta: 10_000,
  },
  {
    id: "0.5b",
    title: "0.5B",
    embeddingLength: 896,
    blockCount: 24,
    headCount: 14,
    headCountKv: 2,
    headDim: 64,
    feedForwardLength: 4864,
    vocabSize: 151_936,
    contextLength: 32_768,
    ropeTheta: 1_000_000,
  },
  {
    id: "1b",
    title: "Llama-3.2-1B",
    embeddingLength: 2048,
    blockCount: 16,
    headCount: 32,
    headCountKv: 8,
    headDim: 64,
    feedForwardLength: 8192,
    vocabSize: 128_256,
    contextLength: 131_072,
    ropeTheta: 500_000,
    ropeScaling: { factor: 32, lowFreqFactor: 1, highFreqFactor: 4, originalContextLength: 8192 },
  },
];

export interface TensorShape {
  readonly name: string;
  readonly type: WeightType;
  /** Row length first, as GGUF stores it: `[columns, rows]` or `[length]`. */
  readonly dims: readonly number[];
}

/** All tensors of a shape, in the order of the file. The head is tied: there is no `output.weight`. */
export function tensorsOf(shape: Shape, type: WeightType): TensorShape[] {
  const { embeddingLength: hidden, feedForwardLength: ffn } = shape;
  const q = shape.headCount * shape.headDim;
  const kv = shape.headCountKv * shape.headDim;
  const matrix = (name: string, columns: number, rows: number): TensorShape => ({ name, type, dims: [columns, rows] });
  const vector = (name: string, length: number): TensorShape => ({ name, type: "F32", dims: [length] });

  const tensors = [matrix("token_embd.weight", hidden, shape.vocabSize)];
  if (shape.ropeScaling) tensors.push(vector("rope_freqs.weight", shape.headDim / 2));
  for (let block = 0; block < shape.blockCount; block++) {
    const of = (part: string) => `blk.${block}.${part}.weight`;
    tensors.push(
      vector(of("attn_norm"), hidden),
      matrix(of("attn_q"), hidden, q),
      matrix(of("attn_k"), hidden, kv),
      matrix(of("attn_v"), hidden, kv),
      matrix(of("attn_output"), q, hidden),
      vector(of("ffn_norm"), hidden),
      matrix(of("ffn_gate"), hidden, ffn),
      matrix(of("ffn_up"), hidden, ffn),
      matrix(of("ffn_down"), ffn, hidden),
    );
  }
  tensors.push(vector("output_norm.weight", hidden));
  return tensors;
}

/** The first matrix whose rows aren't whole blocks of a type, which therefore can't have it; undefined where all can. */
export function misfit(shape: Shape, type: WeightType): TensorShape | undefined {
  const { blockSize } = tensorTypeNamed(type);
  return tensorsOf(shape, type).find(({ dims }) => dims.length > 1 && dims[0]! % blockSize !== 0);
}

/** Number of weights of a tensor. */
export function elementCount(tensor: TensorShape): number {
  return tensor.dims.reduce((product, dim) => product * dim, 1);
}

/** Bytes of a tensor's data. */
export function tensorBytes(tensor: TensorShape): number {
  return bytesOf(tensor.type, elementCount(tensor));
}

/** Number of weights of a model, the tied head counted once. */
export function parameterCount(shape: Shape): number {
  return tensorsOf(shape, "Q8_0")
    .filter((tensor) => tensor.name !== "rope_freqs.weight")
    .reduce((sum, tensor) => sum + elementCount(tensor), 0);
}
