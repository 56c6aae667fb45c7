import { addExperts, setExperts, type TinyExperts, tinyExperts } from "./experts.ts";
import { addAttention, addEnds, setSizes, tinySizes } from "./parts.ts";
import { TinyModel, tinyVocabulary } from "./tiny-model.ts";

const sizes = { ...tinySizes, layers: 4 };
const experts: TinyExperts = { ...tinyExperts, hasBiases: true, innerGain: 5, norm: "post_attention_norm" };

/** Windows shorter than the test's text, a scaled rotation, and gates that reach their bounds. */
function gptOss(variant: string): TinyModel {
  const m = setExperts(setSizes(new TinyModel("gpt-oss", variant), sizes), experts)
    .integers({ "attention.sliding_window": 64, "rope.scaling.original_context_length": 128 })
    .floats({ "rope.freq_base": 150000, "rope.scaling.factor": 32 })
    .set("rope.scaling.type", { type: "string", value: "yarn" });
  addEnds(m, tinyVocabulary, sizes.hidden, false);
  for (let layer = 0; layer < sizes.layers; layer++) {
    addAttention(m, layer, sizes, { hasBiases: true, sharpness: 3 });
    m.vector(`blk.${layer}.attn_output.bias`, sizes.hidden);
    m.vector(`blk.${layer}.attn_sinks.weight`, sizes.heads, 2, 3);
    addExperts(m, layer, experts);
  }
  return m;
}

export const tinyGptOss: readonly (() => TinyModel)[] = [
  // Makes up for YaRN's amplitude.
  () => gptOss("").floats({ "rope.scaling.attn_factor": 1 / (0.1 * Math.log(32) + 1) }),
  // llama.cpp multiplies keys by the amplitude once more when it shifts them.
  () => gptOss("amplitude").recomputed(),
];
