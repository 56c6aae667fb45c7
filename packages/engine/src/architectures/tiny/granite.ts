import { addExperts, setExperts, tinyExperts } from "./experts.ts";
import { addAttention, addEnds, addFeedForward, setSizes, tinySizes } from "./parts.ts";
import { TinyModel, tinyVocabulary } from "./tiny-model.ts";

const multipliers = { embedding_scale: 1.7, residual_scale: 0.8, "attention.scale": 0.08, logit_scale: 1.5 };

/** Granite 3: four multipliers, none of which is what it would be without. */
function granite(): TinyModel {
  const m = setSizes(new TinyModel("granite"))
    .integers({ "rope.dimension_count": tinySizes.headDim })
    .floats(multipliers);
  addEnds(m, tinyVocabulary, tinySizes.hidden);
  for (let layer = 0; layer < tinySizes.layers; layer++) {
    addAttention(m, layer);
    addFeedForward(m, layer);
  }
  return m;
}

/** Granite 4 without a rotation, and with biases. */
function unrotated(): TinyModel {
  const m = setSizes(new TinyModel("granite", "unrotated")).floats({ logit_scale: 2 });
  m.set("rope.scaling.finetuned", { type: "bool", value: false });
  addEnds(m, tinyVocabulary, tinySizes.hidden, false);
  for (let layer = 0; layer < tinySizes.layers; layer++) {
    addAttention(m, layer).vector(`blk.${layer}.attn_output.bias`, tinySizes.hidden);
    addFeedForward(m, layer);
    for (const name of ["gate", "up"]) m.vector(`blk.${layer}.ffn_${name}.bias`, tinySizes.feedForward);
    m.vector(`blk.${layer}.ffn_down.bias`, tinySizes.hidden);
  }
  return m;
}

/** Experts of the width that the feed-forward network has. */
function graniteMoe(variant: string, shared: number): TinyModel {
  const experts = { ...tinyExperts, feedForward: tinySizes.feedForward, shared };
  const m = setSizes(new TinyModel("granitemoe", variant)).floats(multipliers);
  setExperts(m, experts);
  addEnds(m, tinyVocabulary, tinySizes.hidden);
  for (let layer = 0; layer < tinySizes.layers; layer++) {
    addAttention(m, layer);
    addExperts(m, layer, experts);
  }
  return m;
}

export const tinyGranites: readonly (() => TinyModel)[] = [
  granite,
  unrotated,
  () => graniteMoe("", 0),
  () => graniteMoe("shared", 32),
];
