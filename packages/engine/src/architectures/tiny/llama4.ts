import { addExperts, setExperts, type TinyExperts } from "./experts.ts";
import { addAttention, addEnds, addFeedForward, setSizes, tinySizes } from "./parts.ts";
import { TinyModel, tinyVocabulary } from "./tiny-model.ts";

const sizes = { ...tinySizes, layers: 5 };

/** Experts in every other layer. */
function llama4(variant: string, experts: TinyExperts): TinyModel {
  const m = setExperts(setSizes(new TinyModel("llama4", variant), sizes), experts)
    .integers({ "rope.dimension_count": sizes.headDim, interleave_moe_layer_step: 2 })
    .floats({ "rope.freq_base": 500000 });
  m.tensor("rope_freqs.weight", [sizes.headDim / 2], (i) => (i < 4 ? 1 : i - 2));
  // llama.cpp also turns the keys of layers without a rotation when it shifts.
  m.recomputed();
  addEnds(m, tinyVocabulary, sizes.hidden, variant === "");
  for (let layer = 0; layer < sizes.layers; layer++) {
    addAttention(m, layer, sizes, { sharpness: 3 });
    if ((layer + 1) % 2 === 0) addExperts(m, layer, experts);
    else addFeedForward(m, layer);
  }
  return m;
}

export const tinyLlama4s: readonly (() => TinyModel)[] = [
  () => llama4("", { count: 4, used: 1, feedForward: 64, shared: 64 }),
  // By its experts llama.cpp tells that there are no norms of heads.
  () => llama4("unnormed", { count: 128, used: 2, feedForward: 16, shared: 16 }),
];
