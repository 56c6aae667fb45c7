import type { Part } from "../shape.ts";
import type { WeightType } from "../weight-types.ts";

/** A tensor's full name, by its name within a layer. */
export type Names = (name: string) => string;

/** A matrix of random weights `[rows, columns]`, in the type that is asked for. */
export function matrix(name: string, columns: number, rows: number): Part {
  return { name, dims: [columns, rows] };
}

/** Random numbers of deviation 1/√dims[0] that stay F32: biases, and matrices that `llama-quantize` leaves alone. */
export function floats(name: string, ...dims: number[]): Part {
  return { name, type: "F32", dims };
}

/** Weights of a norm. */
export function norm(name: string, length: number): Part {
  return evenly(name, length, 1, 1);
}

/** F32 numbers from one to another at even distances. */
export function evenly(name: string, length: number, from: number, to: number): Part {
  const step = (to - from) / Math.max(1, length - 1);
  return { name, type: "F32", dims: [length], values: () => Float32Array.from({ length }, (_, i) => from + i * step) };
}

export interface AttentionSizes {
  readonly embeddingLength: number;
  readonly headCount: number;
  readonly headCountKv: number;
  readonly headDim: number;
}

/** A layer's first norm and its projections of attention. `isGated`: each head of queries holds gates, too. */
export function attention(w: Names, sizes: AttentionSizes, { isGated = false } = {}): Part[] {
  const { embeddingLength: hidden, headCount, headCountKv, headDim } = sizes;
  const [q, kv] = [headCount * headDim, headCountKv * headDim];
  return [
    norm(w("attn_norm.weight"), hidden),
    matrix(w("attn_q.weight"), hidden, isGated ? 2 * q : q),
    matrix(w("attn_k.weight"), hidden, kv),
    matrix(w("attn_v.weight"), hidden, kv),
    matrix(w("attn_output.weight"), q, hidden),
  ];
}

/** Norms of each head's queries and keys. */
export function headNorms(w: Names, headDim: number): Part[] {
  return [norm(w("attn_q_norm.weight"), headDim), norm(w("attn_k_norm.weight"), headDim)];
}

/** A gated feed-forward network. */
export function feedForward(w: Names, hidden: number, width: number): Part[] {
  return [
    matrix(w("ffn_gate.weight"), hidden, width),
    matrix(w("ffn_up.weight"), hidden, width),
    matrix(w("ffn_down.weight"), width, hidden),
  ];
}

export interface ExpertSizes {
  readonly count: number;
  /** Experts that each token uses. */
  readonly used: number;
  readonly feedForwardLength: number;
}

/** A router and its experts; `type`: what the experts have in every file. */
export function experts(w: Names, hidden: number, sizes: ExpertSizes, type?: WeightType): Part[] {
  const { count, feedForwardLength: width } = sizes;
  const each = (name: string, columns: number, rows: number): Part => ({
    name: w(`${name}.weight`),
    dims: [columns, rows, count],
    ...(type && { type }),
  });
  return [
    floats(w("ffn_gate_inp.weight"), hidden, count),
    each("ffn_gate_exps", hidden, width),
    each("ffn_up_exps", hidden, width),
    each("ffn_down_exps", width, hidden),
  ];
}
