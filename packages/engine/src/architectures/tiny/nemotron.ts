import { addAttention, addEnds, setSizes, type TinySizes, tinySizes } from "./parts.ts";
import { TinyModel, tinyVocabulary } from "./tiny-model.ts";

const sizes: TinySizes = { ...tinySizes, heads: 4, headDim: 16 };
const { hidden, feedForward } = sizes;

/** LayerNorm, half of each head rotates; biases where the family may have them. */
function nemotron(variant: string, hasBiases: boolean): TinyModel {
  const m = setSizes(new TinyModel("nemotron", variant), sizes).floats({ "attention.layer_norm_epsilon": 1e-5 });
  m.integers({ "rope.dimension_count": sizes.headDim / 2 });
  addEnds(m, tinyVocabulary, hidden, false).vector("output_norm.bias", hidden);
  for (let layer = 0; layer < sizes.layers; layer++) {
    const w = (name: string) => `blk.${layer}.${name}`;
    addAttention(m, layer, sizes, { hasBiases, sharpness: 3 })
      .vector(w("attn_norm.bias"), hidden)
      .norm(w("ffn_norm.weight"), hidden)
      .vector(w("ffn_norm.bias"), hidden)
      .matrix(w("ffn_up.weight"), feedForward, hidden, { gain: 0.7 })
      .matrix(w("ffn_down.weight"), hidden, feedForward);
    if (!hasBiases) continue;
    m.vector(w("attn_output.bias"), hidden).vector(w("ffn_up.bias"), feedForward).vector(w("ffn_down.bias"), hidden);
  }
  return m;
}

export const tinyNemotrons: readonly (() => TinyModel)[] = [() => nemotron("", false), () => nemotron("biases", true)];
