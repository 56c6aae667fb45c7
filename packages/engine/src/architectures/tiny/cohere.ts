import { addAttention, addGatedNetwork, addTurnedEnds, setSizes, type TinySizes, tinySizes } from "./parts.ts";
import { TinyModel, tinyVocabulary } from "./tiny-model.ts";

const usual: TinySizes = { ...tinySizes, heads: 4, headDim: 16 };
/** llama.cpp expects norms of heads in models of that many layers. */
const deep: TinySizes = { hidden: 32, layers: 64, heads: 4, kvHeads: 2, headDim: 8, feedForward: 32 };

/** Parallel blocks; what each adds has to be small where there are many. */
function cohere(m: TinyModel, sizes: TinySizes, { hasHeadNorms = false, gain = 3 } = {}): TinyModel {
  const { hidden, layers, heads, kvHeads, headDim } = sizes;
  setSizes(m, sizes).floats({ "attention.layer_norm_epsilon": 1e-5, logit_scale: 0.25 });
  addTurnedEnds(m, tinyVocabulary, hidden, 3);
  for (let layer = 0; layer < layers; layer++) {
    const w = (name: string) => `blk.${layer}.${name}.weight`;
    addAttention(m, layer, sizes, { gain });
    addGatedNetwork(m, layer, sizes, gain);
    if (!hasHeadNorms) continue;
    m.tensor(w("attn_q_norm"), [headDim, heads], () => 0.5 + m.random());
    m.tensor(w("attn_k_norm"), [headDim, kvHeads], () => 0.5 + m.random());
  }
  return m;
}

const cohere2 = (variant: string) => new TinyModel("cohere2", variant).integers({ "attention.sliding_window": 48 });

export const tinyCoheres: readonly (() => TinyModel)[] = [
  () => cohere(new TinyModel("command-r"), usual),
  () => cohere(new TinyModel("command-r", "deep"), deep, { hasHeadNorms: true, gain: 0.5 }),
  // llama.cpp turns keys that were not rotated when it shifts.
  () => cohere(cohere2("mixed"), { ...usual, layers: 5 }).recomputed(),
  () => cohere(cohere2("local").integers({ "attention.sliding_window_pattern": 0 }), usual),
];
