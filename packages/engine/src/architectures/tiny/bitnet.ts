import { addAttention, addEnds, addFeedForward, setSizes, type TinySizes, tinySizes } from "./parts.ts";
import { TinyModel, tinyVocabulary } from "./tiny-model.ts";

const sizes: TinySizes = { ...tinySizes, heads: 4, headDim: 16 };
const projections = ["attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down"];

/** Norms before both last projections; projections have a scale of their own, or that is part of their weights. */
function bitnet(variant: string, isScaled: boolean): TinyModel {
  const m = addEnds(setSizes(new TinyModel("bitnet", variant), sizes), tinyVocabulary, sizes.hidden);
  for (let layer = 0; layer < sizes.layers; layer++) {
    const w = (name: string) => `blk.${layer}.${name}`;
    addAttention(m, layer, sizes, { sharpness: 2 }).norm(w("attn_sub_norm.weight"), sizes.hidden);
    addFeedForward(m, layer, sizes).norm(w("ffn_sub_norm.weight"), sizes.feedForward);
    if (isScaled) for (const name of projections) m.vector(w(`${name}.scale`), 1, 0.9, 0.3);
  }
  return m;
}

export const tinyBitnets: readonly (() => TinyModel)[] = [() => bitnet("", false), () => bitnet("scales", true)];
