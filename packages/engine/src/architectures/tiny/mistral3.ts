import { addExperts, setExperts, tinyExperts } from "./experts.ts";
import { addAttention, addEnds, addFeedForward, setSizes, tinySizes } from "./parts.ts";
import { TinyModel, tinyVocabulary } from "./tiny-model.ts";

/** YaRN and a temperature, both for texts longer than the original context. */
function mistral3(variant: string, multiplier: number, hasExperts = false): TinyModel {
  const m = setSizes(new TinyModel("mistral3", variant))
    .integers({ "rope.dimension_count": tinySizes.headDim, "rope.scaling.original_context_length": 100 })
    .set("rope.scaling.type", { type: "string", value: "yarn" })
    .floats({
      "rope.scaling.factor": 16,
      "rope.scaling.yarn_beta_fast": 8,
      "rope.scaling.yarn_beta_slow": 0.5,
      "rope.scaling.yarn_log_multiplier": multiplier,
      "attention.temperature_scale": hasExperts ? 0 : 0.3,
    });
  if (hasExperts) setExperts(m, { ...tinyExperts, feedForward: tinySizes.feedForward });
  addEnds(m, tinyVocabulary, tinySizes.hidden, hasExperts);
  for (let layer = 0; layer < tinySizes.layers; layer++) {
    addAttention(m, layer, tinySizes, { sharpness: 2 });
    if (hasExperts) addExperts(m, layer, { ...tinyExperts, feedForward: tinySizes.feedForward });
    else addFeedForward(m, layer);
  }
  return m;
}

export const tinyMistral3s: readonly (() => TinyModel)[] = [
  () => mistral3("tempered", 1),
  // llama.cpp makes keys longer by the amplitude once more when it shifts them.
  () => mistral3("amplified", 0).recomputed(),
  () => mistral3("experts", 0.5, true).recomputed(),
];
