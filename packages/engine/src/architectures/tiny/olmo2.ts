import { setSizes, type TinySizes, tinySizes } from "./parts.ts";
import { TinyModel, tinyVocabulary } from "./tiny-model.ts";

const equalHeads: TinySizes = { ...tinySizes, heads: 4, headDim: 16, layers: 5 };
/** As many layers as EXAONE 4's larger model is known by, and so narrow that the file stays small. */
const manyLayers: TinySizes = { hidden: 32, layers: 64, heads: 4, kvHeads: 2, headDim: 8, feedForward: 32 };

/** Norms behind each part only. q and k are normalised head by head, or as a whole. */
function normsBehind(m: TinyModel, sizes: TinySizes, isTied: boolean, hasHeadNorms: boolean): TinyModel {
  const { hidden, layers, heads, kvHeads, headDim, feedForward } = sizes;
  setSizes(m, sizes)
    .matrix("token_embd.weight", tinyVocabulary, hidden, { gain: isTied ? 1 : 6 })
    .norm("output_norm.weight", hidden);
  if (!isTied) m.matrix("output.weight", tinyVocabulary, hidden, { gain: 3 });
  for (let layer = 0; layer < layers; layer++) {
    const w = (name: string) => `blk.${layer}.${name}.weight`;
    m.matrix(w("attn_q"), heads * headDim, hidden)
      .matrix(w("attn_k"), kvHeads * headDim, hidden)
      .matrix(w("attn_v"), kvHeads * headDim, hidden)
      .matrix(w("attn_output"), hidden, heads * headDim)
      .vector(w("attn_q_norm"), hasHeadNorms ? headDim : heads * headDim, 1.5, 0.4)
      .norm(w("attn_k_norm"), hasHeadNorms ? headDim : kvHeads * headDim)
      .norm(w("post_attention_norm"), hidden)
      .matrix(w("ffn_gate"), feedForward, hidden)
      .matrix(w("ffn_up"), feedForward, hidden)
      .matrix(w("ffn_down"), hidden, feedForward)
      .norm(w("post_ffw_norm"), hidden);
  }
  return m;
}

/** OLMo 3: windows without the YaRN that the other layers have; llama.cpp makes keys longer by it once more when it shifts. */
function olmo3(): TinyModel {
  const m = normsBehind(new TinyModel("olmo2", "windows"), equalHeads, false, false);
  m.set("rope.scaling.type", { type: "string", value: "yarn" });
  m.integers({ "attention.sliding_window": 40, "rope.scaling.original_context_length": 256 });
  m.floats({ "rope.scaling.factor": 8, "rope.scaling.attn_factor": 1.2, "rope.freq_base": 1000 });
  const value = [true, false, true, true, false];
  return m.set("attention.sliding_window_pattern", { type: "array", elementType: "bool", value }).recomputed();
}

export const tinyOlmo2s: readonly (() => TinyModel)[] = [
  () => normsBehind(new TinyModel("olmo2"), equalHeads, false, false),
  olmo3,
  () => normsBehind(new TinyModel("exaone4"), equalHeads, true, true),
  // llama.cpp turns keys that were not rotated when it shifts.
  () =>
    normsBehind(new TinyModel("exaone4", "windows"), manyLayers, false, true)
      .integers({ "attention.sliding_window": 40 })
      .tensor("rope_freqs.weight", [manyLayers.headDim / 2], (i) => 1 + i)
      .recomputed(),
];
