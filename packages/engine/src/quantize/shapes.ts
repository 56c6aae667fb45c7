/** Shapes of models that the choice of tensor types is compared with llama-quantize on: names and columns, few rows. */
import type { GgufInput } from "../gguf/encode-value.ts";
import type { GgufContent, GgufTensorSource } from "../gguf/writer.ts";

/** What a model of this kind has. */
export interface Shape {
  readonly architecture: string;
  readonly layers: number;
  readonly heads: number;
  readonly keyHeads: number;
  readonly columns: number;
  readonly experts?: number;
  /** Whether it has an output matrix of its own. */
  readonly hasOutput?: boolean;
  /** Matrices of each layer; those of experts are three-dimensional. */
  readonly matrices: readonly string[];
}

const attention = ["attn_q", "attn_k", "attn_v", "attn_output"];
const dense = [...attention, "ffn_gate", "ffn_up", "ffn_down"];
const experts = [...attention, "ffn_gate_inp", "ffn_gate_exps", "ffn_up_exps", "ffn_down_exps"];
const fused = ["attn_qkv", "attn_output", "ffn_up", "ffn_down"];

export const shapes: Readonly<Record<string, Shape>> = {
  grouped: { architecture: "llama", layers: 17, heads: 8, keyHeads: 2, columns: 256, matrices: dense },
  plain: { architecture: "llama", layers: 32, heads: 4, keyHeads: 4, columns: 512, hasOutput: true, matrices: dense },
  seventy: { architecture: "llama", layers: 80, heads: 8, keyHeads: 1, columns: 256, matrices: ["attn_v", "ffn_down"] },
  mixtral: { architecture: "llama", layers: 16, heads: 4, keyHeads: 1, columns: 256, experts: 8, matrices: experts },
  experts: {
    architecture: "qwen3moe",
    layers: 9,
    heads: 4,
    keyHeads: 2,
    columns: 256,
    experts: 16,
    hasOutput: true,
    matrices: experts,
  },
  falcon: { architecture: "falcon", layers: 33, heads: 4, keyHeads: 1, columns: 256, matrices: fused },
  columns160: {
    architecture: "llama",
    layers: 8,
    heads: 5,
    keyHeads: 1,
    columns: 160,
    hasOutput: true,
    matrices: dense,
  },
  columns48: { architecture: "llama", layers: 3, heads: 2, keyHeads: 2, columns: 48, hasOutput: true, matrices: dense },
  columns192: { architecture: "llama", layers: 9, heads: 4, keyHeads: 2, columns: 192, matrices: dense },
};

/** A file of a shape: two rows a matrix, all zero. */
export function contentOf({ architecture, layers, heads, keyHeads, columns, ...shape }: Shape): GgufContent {
  const int = (value: number): GgufInput => ({ type: "u32", value });
  const matrix = (name: string): GgufTensorSource => {
    const dims = name.endsWith("_exps") ? [columns, 2, 2] : [columns, 2];
    const data = new Uint8Array(4 * dims.reduce((a, b) => a * b));
    return { name: `${name}.weight`, dims, type: "F32", data };
  };
  const names = Array.from({ length: layers }, (_, i) => shape.matrices.map((name) => `blk.${i}.${name}`));
  const key = (name: string) => `${architecture}.${name}`;
  return {
    metadata: {
      "general.architecture": { type: "string", value: architecture },
      [key("context_length")]: int(64),
      [key("embedding_length")]: int(columns),
      [key("block_count")]: int(layers),
      [key("feed_forward_length")]: int(columns),
      [key("attention.head_count")]: int(heads),
      [key("attention.head_count_kv")]: int(keyHeads),
      [key("attention.layer_norm_rms_epsilon")]: { type: "f32", value: 1e-5 },
      [key("attention.layer_norm_epsilon")]: { type: "f32", value: 1e-5 },
      ...(shape.experts && { [key("expert_count")]: int(shape.experts), [key("expert_used_count")]: int(2) }),
      ...(shape.experts && { [key("expert_feed_forward_length")]: int(columns) }),
    },
    tensors: ["token_embd", ...(shape.hasOutput ? ["output"] : []), ...names.flat()].map(matrix),
  };
}
