import { addAttention, addFeedForward, addTurnedEnds, setSizes, tinySizes } from "./parts.ts";
import { TinyModel, tinyVocabulary } from "./tiny-model.ts";

function gemma(): TinyModel {
  const m = setSizes(new TinyModel("gemma"));
  addTurnedEnds(m, tinyVocabulary, tinySizes.hidden);
  for (let layer = 0; layer < tinySizes.layers; layer++) addFeedForward(addAttention(m, layer), layer);
  return m;
}

/** Two heads of keys, windows shorter than the test's text, scores that the bound bends. */
function gemma2(): TinyModel {
  const m = setSizes(new TinyModel("gemma2"))
    .integers({ "attention.sliding_window": 40 })
    .floats({ attn_logit_softcapping: 5, final_logit_softcapping: 8 });
  addTurnedEnds(m, tinyVocabulary, tinySizes.hidden);
  for (let layer = 0; layer < tinySizes.layers; layer++) {
    addAttention(m, layer, tinySizes, { sharpness: 3 });
    addFeedForward(m, layer);
    addPostNorms(m, layer, tinySizes.hidden);
  }
  return m;
}

/** Two heads of keys, windows shorter than the test's text, both kinds of layers. */
function gemma3(variant: string, window: number): TinyModel {
  const sizes = { ...tinySizes, layers: 7 };
  const m = setSizes(new TinyModel("gemma3", variant), sizes).floats({ "rope.freq_base": 1e6 });
  if (window) m.integers({ "attention.sliding_window": window });
  addTurnedEnds(m, tinyVocabulary, sizes.hidden);
  for (let layer = 0; layer < sizes.layers; layer++) {
    const w = (name: string) => `blk.${layer}.${name}.weight`;
    addAttention(m, layer, sizes, { hasHeadNorms: true }).norm(w("post_attention_norm"), sizes.hidden);
    addFeedForward(m, layer, sizes).norm(w("post_ffw_norm"), sizes.hidden);
  }
  return m;
}

/** A layer's norms behind attention and feed-forward network. */
export function addPostNorms(m: TinyModel, layer: number, hidden: number): TinyModel {
  return ["post_attention_norm", "post_ffw_norm"].reduce((m, name) => m.norm(`blk.${layer}.${name}.weight`, hidden), m);
}

export const tinyGemmas: readonly (() => TinyModel)[] = [
  gemma,
  gemma2,
  () => gemma3("local", 48),
  () => gemma3("global", 0),
];
