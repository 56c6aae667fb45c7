import { addAttention, addEnds, addTurnedEnds, setSizes, tinySizes } from "./parts.ts";
import { TinyModel, tinyVocabulary } from "./tiny-model.ts";

const sizes = { ...tinySizes, heads: 4, headDim: 16 };
const { hidden, feedForward } = sizes;

/** LayerNorm, and biases everywhere. */
function starcoder2(variant: string, isTied: boolean): TinyModel {
  const m = setSizes(new TinyModel("starcoder2", variant), sizes).floats({ "attention.layer_norm_epsilon": 1e-5 });
  const ends = isTied ? addTurnedEnds(m, tinyVocabulary, hidden, 10) : addEnds(m, tinyVocabulary, hidden, false, 10);
  ends.vector("output_norm.bias", hidden);
  for (let layer = 0; layer < sizes.layers; layer++) {
    const w = (name: string) => `blk.${layer}.${name}`;
    addAttention(m, layer, sizes, { hasBiases: true, sharpness: 4 })
      .vector(w("attn_norm.bias"), hidden)
      .vector(w("attn_output.bias"), hidden)
      .norm(w("ffn_norm.weight"), hidden)
      .vector(w("ffn_norm.bias"), hidden)
      .matrix(w("ffn_up.weight"), feedForward, hidden)
      .vector(w("ffn_up.bias"), feedForward)
      .matrix(w("ffn_down.weight"), hidden, feedForward, { gain: 3 })
      .vector(w("ffn_down.bias"), hidden);
  }
  return m;
}

export const tinyStarcoders: readonly (() => TinyModel)[] = [
  () => starcoder2("untied", false),
  () => starcoder2("tied", true),
];
