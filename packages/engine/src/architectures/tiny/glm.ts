import { addExperts, setExperts, type TinyExperts, tinyExperts } from "./experts.ts";
import { addAttention, addEnds, addFeedForward, setSizes, tinySizes } from "./parts.ts";
import { TinyModel, tinyVocabulary } from "./tiny-model.ts";

const { hidden, feedForward, layers } = tinySizes;

/** Half of a head rotates; gates and values are one tensor. */
function glm4(variant: string, sections?: readonly number[]): TinyModel {
  const m = setSizes(new TinyModel("glm4", variant)).integers({ "rope.dimension_count": 16 });
  if (sections) m.integers({ "rope.dimension_sections": sections });
  addEnds(m, tinyVocabulary, hidden, false);
  for (let layer = 0; layer < layers; layer++) {
    const w = (name: string) => `blk.${layer}.${name}.weight`;
    addAttention(m, layer, tinySizes, { hasBiases: !sections, sharpness: 3 }).norm(w("post_attention_norm"), hidden);
    m.norm(w("ffn_norm"), hidden).matrix(w("ffn_up"), 2 * feedForward, hidden);
    m.matrix(w("ffn_down"), hidden, feedForward).norm(w("post_ffw_norm"), hidden);
  }
  return m;
}

const experts: TinyExperts = {
  ...tinyExperts,
  shared: tinyExperts.feedForward,
  hasChoiceBias: true,
  norm: "post_attention_norm",
};

/** A dense layer first, and one at the end that only predicts the token after the next. */
function glm4moe(variant: string, hasHeadNorms: boolean): TinyModel {
  const m = setExperts(setSizes(new TinyModel("glm4moe", variant), { ...tinySizes, layers: layers + 1 }), experts)
    .integers({
      "rope.dimension_count": 16,
      leading_dense_block_count: 1,
      expert_shared_count: 1,
      nextn_predict_layers: 1,
    })
    .floats({ expert_weights_scale: 1.5 })
    .set("expert_weights_norm", { type: "bool", value: true });
  addEnds(m, tinyVocabulary, hidden, !hasHeadNorms);
  for (let layer = 0; layer <= layers; layer++) {
    addAttention(m, layer, tinySizes, { hasBiases: true, hasHeadNorms, sharpness: 3 });
    if (layer === 0) addFeedForward(m, layer, tinySizes, "post_attention_norm");
    else addExperts(m, layer, experts);
  }
  const w = (name: string) => `blk.${layers}.nextn.${name}.weight`;
  m.matrix(w("eh_proj"), hidden, 2 * hidden);
  for (const name of ["enorm", "hnorm", "shared_head_norm"]) m.norm(w(name), hidden);
  return m;
}

export const tinyGlms: readonly (() => TinyModel)[] = [
  () => glm4(""),
  () => glm4("ocr", [4, 2, 2, 0]),
  () => glm4moe("", false),
  () => glm4moe("normed", true),
];
