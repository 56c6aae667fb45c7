import { addExperts, setExperts, tinyExperts } from "./experts.ts";
import { addAttention, addEnds, addFeedForward, setSizes, tinySizes } from "./parts.ts";
import { TinyModel, tinyVocabulary } from "./tiny-model.ts";

/** Qwen2's queries are as wide as the model. */
const qwen2Sizes = { ...tinySizes, hidden: 96, headDim: 16 };

function qwen2(variant: string, isTied: boolean): TinyModel {
  const m = setSizes(new TinyModel("qwen2", variant), qwen2Sizes).floats({ "rope.freq_base": 1e6 });
  addEnds(m, tinyVocabulary, qwen2Sizes.hidden, isTied);
  if (!isTied) m.vector("output.bias", tinyVocabulary);
  for (let layer = 0; layer < qwen2Sizes.layers; layer++) {
    addAttention(m, layer, qwen2Sizes, { hasBiases: true, sharpness: 3 });
    addFeedForward(m, layer, qwen2Sizes);
  }
  return m;
}

/** Queries, keys and values as one tensor, but biases of their own. */
function qwen2Fused(): TinyModel {
  const { hidden, heads, kvHeads, headDim, layers } = qwen2Sizes;
  const [queries, keys] = [heads * headDim, kvHeads * headDim];
  const m = setSizes(new TinyModel("qwen2", "fused"), qwen2Sizes);
  addEnds(m, tinyVocabulary, hidden, false);
  for (let layer = 0; layer < layers; layer++) {
    const w = (name: string) => `blk.${layer}.${name}`;
    m.norm(w("attn_norm.weight"), hidden).matrix(w("attn_qkv.weight"), queries + 2 * keys, hidden, { gain: 1.7 });
    m.vector(w("attn_q.bias"), queries).vector(w("attn_k.bias"), keys).vector(w("attn_v.bias"), keys);
    m.matrix(w("attn_output.weight"), hidden, queries, { gain: 3 });
    addFeedForward(m, layer, qwen2Sizes);
  }
  return m;
}

/** llama.cpp (build 11669) doesn't read this family's epsilon and adds 0. */
function qwen2vl(): TinyModel {
  const m = setSizes(new TinyModel("qwen2vl"), qwen2Sizes)
    .integers({ "rope.dimension_sections": [2, 3, 3, 0] })
    .floats({ "attention.layer_norm_rms_epsilon": 1e-12 });
  addEnds(m, tinyVocabulary, qwen2Sizes.hidden);
  for (let layer = 0; layer < qwen2Sizes.layers; layer++) {
    addAttention(m, layer, qwen2Sizes, { hasBiases: true, sharpness: 3 });
    addFeedForward(m, layer, qwen2Sizes);
  }
  return m;
}

function qwen2moe(): TinyModel {
  const experts = { ...tinyExperts, feedForward: 40, shared: 72, isSharedGated: true };
  const m = setExperts(setSizes(new TinyModel("qwen2moe"), qwen2Sizes), experts);
  addEnds(m, tinyVocabulary, qwen2Sizes.hidden, false);
  for (let layer = 0; layer < qwen2Sizes.layers; layer++) {
    addAttention(m, layer, qwen2Sizes, { hasBiases: true, sharpness: 3 });
    addExperts(m, layer, experts, qwen2Sizes.hidden);
  }
  return m;
}

function qwen3vl(): TinyModel {
  const m = setSizes(new TinyModel("qwen3vl")).integers({ "rope.dimension_sections": [6, 5, 5, 0] });
  addEnds(m, tinyVocabulary, tinySizes.hidden);
  for (let layer = 0; layer < tinySizes.layers; layer++) {
    addAttention(m, layer, tinySizes, { hasHeadNorms: true, sharpness: 3 });
    addFeedForward(m, layer);
  }
  return m;
}

function qwen3moe(architecture: string, isTied: boolean): TinyModel {
  const experts = { count: 12, used: 5, feedForward: 48 };
  const m = setExperts(setSizes(new TinyModel(architecture)), experts);
  if (architecture === "qwen3vlmoe") m.integers({ "rope.dimension_sections": [6, 5, 5, 0] });
  addEnds(m, tinyVocabulary, tinySizes.hidden, isTied);
  for (let layer = 0; layer < tinySizes.layers; layer++) {
    addAttention(m, layer, tinySizes, { hasHeadNorms: true, sharpness: 3 });
    addExperts(m, layer, experts);
  }
  return m;
}

export const tinyQwens: readonly (() => TinyModel)[] = [
  () => qwen2("tied", true),
  () => qwen2("biased", false),
  qwen2Fused,
  qwen2moe,
  qwen2vl,
  qwen3vl,
  () => qwen3moe("qwen3moe", false),
  () => qwen3moe("qwen3vlmoe", true),
];
