import { addExperts, setExperts, tinyExperts } from "./experts.ts";
import { addAttention, addEnds, addFeedForward, setSizes, tinySizes } from "./parts.ts";
import { TinyModel, tinyVocabulary } from "./tiny-model.ts";

function llama(variant: string, isTied: boolean): TinyModel {
  const m = setSizes(new TinyModel("llama", variant)).integers({ "rope.dimension_count": tinySizes.headDim });
  addEnds(m, tinyVocabulary, tinySizes.hidden, isTied);
  for (let layer = 0; layer < tinySizes.layers; layer++) {
    addAttention(m, layer);
    addFeedForward(m, layer);
  }
  return m;
}

/** Experts as wide as the feed-forward network that they replace. */
function mixtral(): TinyModel {
  const experts = { ...tinyExperts, feedForward: tinySizes.feedForward };
  const m = setExperts(setSizes(new TinyModel("llama", "experts")), experts);
  addEnds(m, tinyVocabulary, tinySizes.hidden, false);
  for (let layer = 0; layer < tinySizes.layers; layer++) {
    addAttention(m, layer);
    addExperts(m, layer, experts);
  }
  return m;
}

export const tinyLlamas: readonly (() => TinyModel)[] = [
  () => llama("tied", true),
  // Llama 3.1's divisors of frequencies.
  () =>
    llama("factors", false).tensor("rope_freqs.weight", [tinySizes.headDim / 2], (i) =>
      i < 4 ? 1 : i < 8 ? i - 2 : 8,
    ),
  mixtral,
];
