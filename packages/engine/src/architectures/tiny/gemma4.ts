import { addPostNorms } from "./gemma.ts";
import { addEnds, addTurnedEnds, setSizes, tinySizes } from "./parts.ts";
import { TinyModel, tinyVocabulary } from "./tiny-model.ts";

/** A layer: `isLocal` with a window, and heads half as wide. */
interface Layer {
  readonly isLocal: boolean;
  readonly kvHeads: number;
  readonly feedForward: number;
  /** Whether values are the keys. */
  readonly keysAsValues?: boolean;
  /** Whether keys and values are another layer's. */
  readonly isShared?: boolean;
}

interface Variant {
  readonly name: string;
  readonly heads: number;
  readonly layers: readonly Layer[];
  readonly perLayer?: number;
  /** Whether queries, keys and values are one tensor, and the head is none of the embedding's. */
  readonly isFused?: boolean;
  /** Experts, and whether their gates and values are one tensor. */
  readonly experts?: { readonly count: number; readonly used: number; readonly isFused: boolean };
}

const { hidden } = tinySizes;
const headDims = { global: 64, local: 32 };
const expertWidth = 32;

function gemma4({ name, heads, layers, perLayer = 0, isFused = false, experts }: Variant): TinyModel {
  const m = setSizes(new TinyModel("gemma4", name), {
    ...tinySizes,
    heads,
    layers: layers.length,
    headDim: headDims.global,
  });
  m.integers({
    "attention.head_count_kv": layers.map(({ kvHeads }) => kvHeads),
    "attention.key_length_swa": headDims.local,
    "attention.value_length_swa": headDims.local,
    "attention.shared_kv_layers": layers.filter(({ isShared }) => isShared).length,
    "attention.sliding_window": 48,
    "rope.dimension_count": headDims.global,
    "rope.dimension_count_swa": headDims.local,
    feed_forward_length: layers.map(({ feedForward }) => feedForward),
    embedding_length_per_layer_input: perLayer,
  });
  m.set("attention.sliding_window_pattern", {
    type: "array",
    elementType: "bool",
    value: layers.map(({ isLocal }) => isLocal),
  });
  m.floats({ "rope.freq_base": 1e6, "rope.freq_base_swa": 1e4, final_logit_softcapping: 20 });
  if (experts) {
    const { count, used } = experts;
    m.integers({ expert_count: count, expert_used_count: used, expert_feed_forward_length: expertWidth });
  }
  if (isFused) addEnds(m, tinyVocabulary, hidden, false);
  else addTurnedEnds(m, tinyVocabulary, hidden);
  // Three quarters of the pairs do not turn.
  const pairs = headDims.global / 2;
  m.tensor("rope_freqs.weight", [pairs], (i) => (i < pairs / 4 ? 1 : 1e30));
  if (perLayer) {
    const width = perLayer * layers.length;
    m.matrix("per_layer_token_embd.weight", tinyVocabulary, width, { gain: 3 });
    m.matrix("per_layer_model_proj.weight", width, hidden, { gain: 8 }).norm("per_layer_proj_norm.weight", perLayer);
  }
  layers.forEach((layer, i) => {
    addAttention(m, i, heads, layer, isFused);
    addFeedForward(m, i, layer, experts);
    addPostNorms(m, i, hidden);
    const w = (part: string) => `blk.${i}.${part}.weight`;
    if (perLayer) {
      m.matrix(w("inp_gate"), perLayer, hidden)
        .matrix(w("proj"), hidden, perLayer)
        .vector(w("post_norm"), hidden, 0.5, 0.2);
    }
    m.tensor(w("layer_output_scale"), [1], () => 0.5 + m.random());
  });
  return m;
}

function addAttention(
  m: TinyModel,
  i: number,
  heads: number,
  { isLocal, kvHeads, keysAsValues, isShared }: Layer,
  isFused: boolean,
): void {
  const w = (name: string) => `blk.${i}.${name}.weight`;
  const dim = isLocal ? headDims.local : headDims.global;
  m.norm(w("attn_norm"), hidden);
  if (isFused) m.matrix(w("attn_qkv"), (heads + 2 * kvHeads) * dim, hidden);
  else m.matrix(w("attn_q"), heads * dim, hidden);
  m.vector(w("attn_q_norm"), dim, 0.25, 0.1);
  if (!isShared) {
    if (!isFused) m.matrix(w("attn_k"), kvHeads * dim, hidden);
    m.norm(w("attn_k_norm"), dim);
    if (!isFused && !keysAsValues) m.matrix(w("attn_v"), kvHeads * dim, hidden);
  }
  m.matrix(w("attn_output"), hidden, heads * dim, { gain: 3 });
}

function addFeedForward(m: TinyModel, i: number, { feedForward }: Layer, experts: Variant["experts"]): void {
  const w = (name: string) => `blk.${i}.${name}.weight`;
  m.norm(w("ffn_norm"), hidden)
    .matrix(w("ffn_gate"), feedForward, hidden)
    .matrix(w("ffn_up"), feedForward, hidden)
    .matrix(w("ffn_down"), hidden, feedForward);
  if (!experts) return;
  const { count, isFused } = experts;
  for (const norm of ["pre_ffw_norm_2", "post_ffw_norm_1", "post_ffw_norm_2"]) m.norm(w(norm), hidden);
  // The router's input has the length 1 where rows of the router have about 1.7.
  m.matrix(w("ffn_gate_inp"), count, hidden, { gain: 4 }).norm(`blk.${i}.ffn_gate_inp.scale`, hidden);
  if (isFused) m.matrix(w("ffn_gate_up_exps"), 2 * expertWidth, hidden, { experts: count });
  else for (const part of ["ffn_gate_exps", "ffn_up_exps"]) m.matrix(w(part), expertWidth, hidden, { experts: count });
  m.matrix(w("ffn_down_exps"), hidden, expertWidth, { experts: count });
  m.norm(`blk.${i}.ffn_down_exps.scale`, count);
}

const local = { isLocal: true, kvHeads: 2, feedForward: 96 };
const global = { isLocal: false, kvHeads: 1, feedForward: 96, keysAsValues: true };

export const tinyGemma4s: readonly (() => TinyModel)[] = [
  () => gemma4({ name: "dense", heads: 6, layers: [local, local, global, local, global] }),
  () => {
    const [one, all] = [
      { ...local, kvHeads: 1 },
      { ...global, keysAsValues: false },
    ];
    const shared = { feedForward: 160, isShared: true };
    const layers = [one, all, one, all, { ...one, ...shared }, { ...all, ...shared }, { ...one, ...shared }];
    return gemma4({ name: "shared", heads: 3, perLayer: 16, layers });
  },
  () =>
    gemma4({
      name: "mixture",
      heads: 4,
      layers: [local, global, local, global],
      experts: { count: 7, used: 3, isFused: false },
    }),
  () => {
    const layers = [local, global, { ...local, isShared: true }];
    return gemma4({ name: "fused", heads: 4, layers, isFused: true, experts: { count: 5, used: 2, isFused: true } });
  },
];
