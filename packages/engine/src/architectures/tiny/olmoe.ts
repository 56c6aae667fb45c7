import { addExperts, setExperts, tinyExperts } from "./experts.ts";
import { addAttention, addEnds, setSizes, tinySizes } from "./parts.ts";
import { TinyModel, tinyVocabulary } from "./tiny-model.ts";

/** As many heads of keys as of queries, which together are as wide as the model. */
const sizes = { ...tinySizes, hidden: 96, headDim: 16, kvHeads: 6 };

function olmoe(): TinyModel {
  const experts = { ...tinyExperts, feedForward: sizes.feedForward };
  const m = setExperts(setSizes(new TinyModel("olmoe"), sizes), experts);
  addEnds(m, tinyVocabulary, sizes.hidden, false);
  for (let layer = 0; layer < sizes.layers; layer++) {
    addAttention(m, layer, sizes);
    m.vector(`blk.${layer}.attn_q_norm.weight`, sizes.hidden, 3, 1).norm(
      `blk.${layer}.attn_k_norm.weight`,
      sizes.hidden,
    );
    addExperts(m, layer, experts, sizes.hidden);
  }
  return m;
}

export const tinyOlmoes: readonly (() => TinyModel)[] = [olmoe];
