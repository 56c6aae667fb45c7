import { addEnds, setSizes, tinySizes } from "./parts.ts";
import { TinyModel, tinyVocabulary } from "./tiny-model.ts";

/** As wide as all heads together, which these families take for granted. */
const sizes = { ...tinySizes, heads: 4, headDim: 16 };
const { hidden, heads, kvHeads, headDim, feedForward, layers } = sizes;

interface Phi3Options {
  readonly isTied?: boolean;
  readonly ropeDim?: number;
  /** Contexts of more tokens use the long factors. */
  readonly originalContext?: number;
}

/** Fused projections; divisors of frequencies for short and for long contexts. */
function phi3(variant: string, { isTied = false, ropeDim = headDim, originalContext }: Phi3Options): TinyModel {
  const m = setSizes(new TinyModel("phi3", variant), sizes);
  m.integers({ "rope.dimension_count": ropeDim, "attention.sliding_window": 48 });
  addEnds(m, tinyVocabulary, hidden, isTied);
  if (originalContext) {
    m.integers({ "rope.scaling.original_context_length": originalContext });
    for (const [i, name] of ["short", "long"].entries()) {
      m.tensor(`rope_factors_${name}.weight`, [ropeDim / 2], (t) => 1 + (1 + 3 * i) * 0.2 * t);
    }
  }
  for (let layer = 0; layer < layers; layer++) {
    const w = (name: string) => `blk.${layer}.${name}.weight`;
    m.norm(w("attn_norm"), hidden)
      .matrix(w("attn_qkv"), (heads + 2 * kvHeads) * headDim, hidden)
      .matrix(w("attn_output"), hidden, hidden, { gain: 3 })
      .norm(w("ffn_norm"), hidden)
      .matrix(w("ffn_up"), 2 * feedForward, hidden)
      .matrix(w("ffn_down"), hidden, feedForward, { gain: 3 });
  }
  return m;
}

/** LayerNorm and biases everywhere; half of each head rotates. */
function phi2(variant: string, isFused: boolean): TinyModel {
  const m = setSizes(new TinyModel("phi2", variant), sizes).floats({ "attention.layer_norm_epsilon": 1e-5 });
  m.integers({ "rope.dimension_count": headDim / 2 });
  addEnds(m, tinyVocabulary, hidden, false, 10)
    .vector("output_norm.bias", hidden)
    .vector("output.bias", tinyVocabulary);
  for (let layer = 0; layer < layers; layer++) {
    const w = (name: string) => `blk.${layer}.${name}`;
    const biased = (name: string, rows: number, columns: number, gain = 1) =>
      m.matrix(w(`${name}.weight`), rows, columns, { gain }).vector(w(`${name}.bias`), rows);
    m.norm(w("attn_norm.weight"), hidden).vector(w("attn_norm.bias"), hidden);
    if (isFused) biased("attn_qkv", (heads + 2 * kvHeads) * headDim, hidden);
    else {
      biased("attn_q", hidden, hidden);
      for (const name of ["attn_k", "attn_v"]) biased(name, kvHeads * headDim, hidden);
    }
    biased("attn_output", hidden, hidden, 3);
    biased("ffn_up", feedForward, hidden);
    biased("ffn_down", hidden, feedForward, 3);
  }
  return m;
}

export const tinyPhis: readonly (() => TinyModel)[] = [
  () => phi3("plain", { isTied: true }),
  () => phi3("short", { originalContext: 2048 }),
  // llama.cpp makes keys longer by the amplitude once more when it shifts them.
  () => phi3("long", { originalContext: 256, ropeDim: 12 }).floats({ "rope.scaling.attn_factor": 1.19 }).recomputed(),
  () => phi2("apart", false),
  () => phi2("fused", true),
];
