/** Random models for tests: small, but with every part of the real ones. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { GgufInput } from "../gguf/encode-value.ts";
import { readGguf } from "../gguf/reader.ts";
import { type TensorTypeName, tensorTypeNamed } from "../gguf/tensor-types.ts";
import { type GgufTensorSource, writeGguf } from "../gguf/writer.ts";
import { dequantize, randomBlocks, randomNumbers } from "../weights/testing.ts";

export const sizes = { hidden: 256, heads: 8, kvHeads: 2, headDim: 32, feedForward: 512, layers: 2, vocabulary: 75 };

export type TestedArchitecture = "llama" | "qwen3";

/** What a random model may have instead of what it has. */
export interface RandomModelParts {
  readonly sizes?: typeof sizes;
  /** The type of a matrix by its name without layer and ending, such as `ffn_down`. */
  readonly typeOf?: (name: string) => TensorTypeName;
  /** Further metadata, such as a tokenizer's. */
  readonly metadata?: Readonly<Record<string, GgufInput>>;
}

/** Writes a model with a tied head into a folder; gives its path. */
export async function writeRandomModel(
  folder: string,
  architecture: TestedArchitecture,
  standard: TensorTypeName,
  {
    sizes: { hidden, heads, kvHeads, headDim, feedForward, layers, vocabulary } = sizes,
    ...parts
  }: RandomModelParts = {},
): Promise<string> {
  const path = join(folder, `${architecture}-${standard}-${hidden}.gguf`);
  const int = (value: number): GgufInput => ({ type: "u32", value });
  const metadata: Record<string, GgufInput> = {
    "general.architecture": { type: "string", value: architecture },
    [`${architecture}.context_length`]: int(64),
    [`${architecture}.embedding_length`]: int(hidden),
    [`${architecture}.block_count`]: int(layers),
    [`${architecture}.feed_forward_length`]: int(feedForward),
    [`${architecture}.attention.head_count`]: int(heads),
    [`${architecture}.attention.head_count_kv`]: int(kvHeads),
    [`${architecture}.attention.key_length`]: int(headDim),
    [`${architecture}.attention.value_length`]: int(headDim),
    [`${architecture}.attention.layer_norm_rms_epsilon`]: { type: "f32", value: 1e-5 },
    ...parts.metadata,
  };
  let seed = 1;
  const matrix = (name: string, n: number, k: number): GgufTensorSource => {
    const type = parts.typeOf?.(name.replace(/^blk\.\d+\.|\.weight$/g, "")) ?? standard;
    return { name, dims: [k, n], type, data: randomBlocks(type, (n * k) / tensorTypeNamed(type).blockSize, seed++) };
  };
  const random = randomNumbers(9);
  const norm = (name: string, length = hidden): GgufTensorSource => ({
    name,
    dims: [length],
    type: "F32",
    data: new Uint8Array(Float32Array.from({ length }, () => (random() < 0.5 ? -1 : 1) * (0.5 + random())).buffer),
  });
  const tensors = [matrix("token_embd.weight", vocabulary, hidden), norm("output_norm.weight")];
  for (let i = 0; i < layers; i++) {
    const of = (name: string) => `blk.${i}.${name}.weight`;
    tensors.push(
      norm(of("attn_norm")),
      matrix(of("attn_q"), heads * headDim, hidden),
      matrix(of("attn_k"), kvHeads * headDim, hidden),
      matrix(of("attn_v"), kvHeads * headDim, hidden),
      matrix(of("attn_output"), hidden, heads * headDim),
      norm(of("ffn_norm")),
      matrix(of("ffn_gate"), feedForward, hidden),
      matrix(of("ffn_up"), feedForward, hidden),
      matrix(of("ffn_down"), hidden, feedForward),
    );
    if (architecture === "qwen3") tensors.push(norm(of("attn_q_norm"), headDim), norm(of("attn_k_norm"), headDim));
  }
  await writeGguf(path, { metadata, tensors });
  return path;
}

/** Writes a model of Q8_0 and F32 tensors anew, with the former as F16. */
export async function writeAsF16(from: string, to: string): Promise<void> {
  const { metadata, tensors } = await readGguf(from);
  const file = readFileSync(from);
  const sources = Array.from(tensors.values(), ({ name, dims, type, offset, byteLength }): GgufTensorSource => {
    const data = file.subarray(offset, offset + byteLength);
    if (type.name !== "Q8_0") return { name, dims, type: type.name as TensorTypeName, data };
    return { name, dims, type: "F16", data: new Uint8Array(Float16Array.from(dequantize("Q8_0", data)).buffer) };
  });
  await writeGguf(to, {
    metadata: new Map([...metadata, ["general.file_type", { type: "u32", value: 1 }]]),
    tensors: sources,
  });
}

/** ‖a − b‖ ÷ ‖b‖ of values without their means, since logits count only up to a constant. */
export function relativeError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const centred = (values: ArrayLike<number>) => {
    const list = Array.from(values);
    const mean = list.reduce((sum, value) => sum + value, 0) / list.length;
    return list.map((value) => value - mean);
  };
  const [x, y] = [centred(a), centred(b)];
  return Math.hypot(...x.map((value, i) => value - y[i]!)) / Math.hypot(...y);
}
