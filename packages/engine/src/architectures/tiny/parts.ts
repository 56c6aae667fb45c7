import type { TinyModel } from "./tiny-model.ts";

export interface TinySizes {
  readonly hidden: number;
  readonly layers: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly feedForward: number;
}

/** Odd where files may be odd: heads of another width than hidden / heads, three query heads per key. */
export const tinySizes: TinySizes = { hidden: 64, layers: 3, heads: 6, kvHeads: 2, headDim: 32, feedForward: 96 };

/** The keys that nearly every architecture has. */
export function setSizes(
  m: TinyModel,
  { hidden, layers, heads, kvHeads, headDim, feedForward } = tinySizes,
): TinyModel {
  return m
    .integers({
      context_length: 4096,
      embedding_length: hidden,
      block_count: layers,
      feed_forward_length: feedForward,
      "attention.head_count": heads,
      "attention.head_count_kv": kvHeads,
      "attention.key_length": headDim,
      "attention.value_length": headDim,
    })
    .floats({ "attention.layer_norm_rms_epsilon": 1e-5 });
}

/** Embedding, last norm, and a head of its own where it is not tied; `gain`: size of embeddings. */
export function addEnds(m: TinyModel, vocabulary: number, hidden: number, isTied = true, gain = 0.5): TinyModel {
  m.matrix("token_embd.weight", vocabulary, hidden, { gain }).norm("output_norm.weight", hidden);
  return isTied ? m : m.matrix("output.weight", vocabulary, hidden, { gain: 3 });
}

/**
 * The ends of a model whose head is its embedding, and which goes on from token to token: the last norm turns half of the
 * channels around, so that a token does not resemble itself.
 */
export function addTurnedEnds(m: TinyModel, vocabulary: number, hidden: number, gain = 1): TinyModel {
  m.matrix("token_embd.weight", vocabulary, hidden, { gain });
  return m.tensor("output_norm.weight", [hidden], () => (m.random() < 0.5 ? -1 : 1) * (0.6 + 0.8 * m.random()));
}

export interface AttentionParts {
  readonly hasBiases?: boolean;
  readonly hasHeadNorms?: boolean;
  /** Whether each head of q holds gates, too. */
  readonly isGated?: boolean;
  /** Size of queries: the larger, the fewer tokens get attention. */
  readonly sharpness?: number;
  /** Size of what the layer adds. */
  readonly gain?: number;
}

/** A layer's norm and projections of attention. */
export function addAttention(m: TinyModel, layer: number, sizes = tinySizes, parts: AttentionParts = {}): TinyModel {
  const { hidden, heads, kvHeads, headDim } = sizes;
  const { sharpness = 1, gain = 3 } = parts;
  const w = (name: string) => `blk.${layer}.${name}`;
  m.norm(w("attn_norm.weight"), hidden);
  for (const [name, count] of [
    ["attn_q", parts.isGated ? 2 * heads : heads],
    ["attn_k", kvHeads],
    ["attn_v", kvHeads],
  ] as const) {
    m.matrix(w(`${name}.weight`), count * headDim, hidden, { gain: name === "attn_q" ? sharpness : 1 });
    if (parts.hasBiases) m.vector(w(`${name}.bias`), count * headDim);
  }
  if (parts.hasHeadNorms)
    m.vector(w("attn_q_norm.weight"), headDim, sharpness, 0.4).norm(w("attn_k_norm.weight"), headDim);
  return m.matrix(w("attn_output.weight"), hidden, heads * headDim, { gain });
}

/** A layer's norm and gated feed-forward network. */
export function addFeedForward(m: TinyModel, layer: number, sizes = tinySizes, norm = "ffn_norm"): TinyModel {
  return addGatedNetwork(m.norm(`blk.${layer}.${norm}.weight`, sizes.hidden), layer, sizes);
}

/** The network without a norm; `gain`: size of what it adds. */
export function addGatedNetwork(m: TinyModel, layer: number, { hidden, feedForward }: TinySizes, gain = 3): TinyModel {
  const w = (name: string) => `blk.${layer}.${name}`;
  return m
    .matrix(w("ffn_gate.weight"), feedForward, hidden)
    .matrix(w("ffn_up.weight"), feedForward, hidden)
    .matrix(w("ffn_down.weight"), hidden, feedForward, { gain });
}
