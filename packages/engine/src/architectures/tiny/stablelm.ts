import { addAttention, addEnds, addFeedForward, addGatedNetwork, setSizes, tinySizes } from "./parts.ts";
import { TinyModel, tinyVocabulary } from "./tiny-model.ts";

const sizes = { ...tinySizes, heads: 4, headDim: 16 };
const { hidden, heads, kvHeads, headDim } = sizes;

/** LayerNorm, and a quarter of each head rotates. The parallel kind has norms of heads, and none before its networks. */
function stablelm(variant: string, isParallel: boolean): TinyModel {
  const m = setSizes(new TinyModel("stablelm", variant), sizes).floats({ "attention.layer_norm_epsilon": 1e-5 });
  m.integers({ "rope.dimension_count": headDim / 4 });
  addEnds(m, tinyVocabulary, hidden, false, 10).vector("output_norm.bias", hidden);
  for (let layer = 0; layer < sizes.layers; layer++) {
    const w = (name: string) => `blk.${layer}.${name}`;
    addAttention(m, layer, sizes, { hasBiases: !isParallel }).vector(w("attn_norm.bias"), hidden);
    if (isParallel) {
      addGatedNetwork(m, layer, sizes);
      m.tensor(w("attn_q_norm.weight"), [headDim, heads], () => 0.5 + m.random());
      m.tensor(w("attn_k_norm.weight"), [headDim, kvHeads], () => 0.5 + m.random());
    } else addFeedForward(m, layer, sizes).vector(w("ffn_norm.bias"), hidden);
  }
  return m;
}

export const tinyStablelms: readonly (() => TinyModel)[] = [
  () => stablelm("sequential", false),
  () => stablelm("parallel-blocks", true),
];
