import { addAttention, addFeedForward, addTurnedEnds, setSizes } from "./parts.ts";
import { TinyModel, tinyVocabulary } from "./tiny-model.ts";

// llama.cpp takes some sizes for granted: those of the two that were published.
const streams = 4;
const perLayer = 256;
const laurelRank = 64;
const ownKeys = 20;
const sparseLayers = 10;

/** Both kinds of layers among those that share keys and values. */
const sizes = { hidden: 32, layers: 25, heads: 4, kvHeads: 2, headDim: 32, feedForward: 96 };

function gemma3n(): TinyModel {
  const { hidden, layers } = sizes;
  const m = setSizes(new TinyModel("gemma3n"), sizes).floats({ "rope.freq_base": 1e6 });
  m.integers({
    "attention.sliding_window": 48,
    "attention.shared_kv_layers": layers - ownKeys,
    "altup.num_inputs": streams,
    "altup.active_idx": 0,
    embedding_length_per_layer_input: perLayer,
  });
  m.set("attention.sliding_window_pattern", {
    type: "array",
    elementType: "bool",
    value: Array.from({ length: layers }, (_, i) => i % 5 < 4),
  });
  m.set("activation_sparsity_scale", {
    type: "array",
    elementType: "f32",
    value: Array.from({ length: layers }, (_, i) => (i < sparseLayers ? 1.6448533535003662 : Number.NEGATIVE_INFINITY)),
  });
  addTurnedEnds(m, tinyVocabulary, hidden);
  for (const name of ["altup_proj", "altup_unembd_proj"]) {
    m.matrix(`${name}.weight`, hidden, hidden, { experts: streams - 1 });
  }
  const width = perLayer * layers;
  m.matrix("per_layer_token_embd.weight", tinyVocabulary, width, { gain: 5 });
  m.matrix("per_layer_model_proj.weight", width, hidden, { gain: 5 }).norm("per_layer_proj_norm.weight", perLayer);
  for (let layer = 0; layer < layers; layer++) {
    addAttention(m, layer, sizes, { hasHeadNorms: true, sharpness: 0.3 });
    addFeedForward(m, layer, sizes);
    addAltUp(m, layer, hidden);
    const w = (name: string) => `blk.${layer}.${name}.weight`;
    // Small, or many layers make much of what rounding does in the first.
    for (const norm of ["post_attention_norm", "post_ffw_norm", "post_norm", "laurel_post_norm"]) {
      m.vector(w(norm), hidden, 0.2, 0.1);
    }
    m.matrix(w("laurel_l"), laurelRank, hidden).matrix(w("laurel_r"), hidden, laurelRank);
    m.matrix(w("inp_gate"), perLayer, hidden).matrix(w("proj"), hidden, perLayer);
  }
  return m;
}

/** What predicts and corrects a layer's streams. */
function addAltUp(m: TinyModel, layer: number, hidden: number): void {
  const w = (name: string) => `blk.${layer}.altup_${name}.weight`;
  // The router reads a width-th of a norm.
  m.norm(w("router_norm"), hidden).matrix(w("router"), streams, hidden, { gain: hidden });
  m.matrix(w("predict_coef"), streams ** 2, streams, { gain: 0.3 }).matrix(w("correct_coef"), streams, streams, {
    gain: 0.3,
  });
  m.norm(w("correct_scale"), hidden);
}

export const tinyGemma3ns: readonly (() => TinyModel)[] = [gemma3n];
