import { addExperts, setExperts, type TinyExperts } from "./experts.ts";
import { addMamba2, setMamba2 } from "./mamba2.ts";
import { addAttention, addEnds, setSizes, tinySizes } from "./parts.ts";
import { TinyModel, tinyVocabulary } from "./tiny-model.ts";

const mamba = { heads: 5, headDim: 32, groups: 1, stateDim: 16, taps: 4, hasNorm: true };
const { hidden, kvHeads, feedForward } = tinySizes;

/** Layers by letters, as NVIDIA writes them: M is Mamba 2, * attention, and the others have feed-forward networks. */
function nemotronH(
  m: TinyModel,
  pattern: string,
  nextTokenLayers: number,
  addNetwork: (layer: number) => void,
): TinyModel {
  const layers = [...pattern, ..."N".repeat(nextTokenLayers)];
  const { length } = layers;
  setMamba2(setSizes(m, { ...tinySizes, layers: length }), mamba);
  m.floats({ "attention.layer_norm_epsilon": 1e-5 }).integers({
    "attention.head_count_kv": layers.map((kind) => ("*N".includes(kind) ? kvHeads : 0)),
    feed_forward_length: layers.map((kind) => ("M*".includes(kind) ? 0 : feedForward)),
  });
  addEnds(m, tinyVocabulary, hidden, false);
  for (const [layer, kind] of [...pattern].entries()) {
    if (kind === "*") addAttention(m, layer);
    else if (kind === "M") addMamba2(m.norm(`blk.${layer}.attn_norm.weight`, hidden), layer, mamba);
    else addNetwork(layer);
  }
  return m.recomputed();
}

function dense(): TinyModel {
  const m = new TinyModel("nemotron_h");
  return nemotronH(m, "M-*-M", 0, (layer) => {
    const w = (name: string) => `blk.${layer}.${name}`;
    m.norm(w("attn_norm.weight"), hidden)
      .matrix(w("ffn_up.weight"), feedForward, hidden)
      .vector(w("ffn_up.bias"), feedForward)
      .matrix(w("ffn_down.weight"), hidden, feedForward, { gain: 2 })
      .vector(w("ffn_down.bias"), hidden);
  });
}

const experts: TinyExperts = {
  count: 7,
  used: 3,
  feedForward: 48,
  hasGates: false,
  hasChoiceBias: true,
  shared: 32,
  norm: "attn_norm",
};

function moe(): TinyModel {
  const m = setExperts(new TinyModel("nemotron_h_moe"), experts);
  m.set("expert_weights_norm", { type: "bool", value: true }).floats({ expert_weights_scale: 1.5 });
  return nemotronH(m, "ME*E", 0, (layer) => addExperts(m, layer, experts));
}

/** Narrower experts, other numbers of them in each layer, and a layer that predicts the token after the next. */
function latent(): TinyModel {
  const narrow = { ...experts, latent: 32 };
  const m = setExperts(new TinyModel("nemotron_h_moe", "latent"), narrow);
  const add = (layer: number) => {
    addExperts(m, layer, narrow)
      .matrix(`blk.${layer}.ffn_latent_down.weight`, narrow.latent, hidden)
      .matrix(`blk.${layer}.ffn_latent_up.weight`, hidden, narrow.latent, { gain: 2 });
  };
  nemotronH(m, "ME*E", 1, add);
  m.integers({ moe_latent_size: narrow.latent, nextn_predict_layers: 1, expert_used_count: [0, 3, 0, 1, 3] });
  addAttention(m, 4);
  for (const name of ["nextn.enorm", "nextn.hnorm", "nextn.shared_head_norm"]) m.norm(`blk.4.${name}.weight`, hidden);
  m.matrix("blk.4.nextn.eh_proj.weight", hidden, 2 * hidden);
  addExperts(m, 4, { ...narrow, norm: "post_attention_norm" })
    .matrix("blk.4.ffn_latent_down.weight", narrow.latent, hidden)
    .matrix("blk.4.ffn_latent_up.weight", hidden, narrow.latent);
  return m;
}

export const tinyNemotronHs: readonly (() => TinyModel)[] = [dense, moe, latent];
