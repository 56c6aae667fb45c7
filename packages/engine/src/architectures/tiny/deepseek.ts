import { addExperts, setExperts, type TinyExperts } from "./experts.ts";
import { addEnds, addFeedForward } from "./parts.ts";
import { TinyModel, tinyVocabulary } from "./tiny-model.ts";

interface Parts {
  readonly layers?: number;
  /** Layers at the front without experts. */
  readonly dense?: number;
  /** Whether keys and values of heads are one tensor, and none is absorbed. */
  readonly isOld?: boolean;
  /** Whether queries are compressed, too. */
  readonly hasQueryRank?: boolean;
  readonly experts?: TinyExperts;
  readonly nextLayers?: number;
}

/** No two widths are the same. */
const sizes = {
  hidden: 64,
  heads: 4,
  feedForward: 96,
  rank: 32,
  queryRank: 48,
  ropeDim: 16,
  plainDim: 24,
  valueDim: 20,
};
const usual: TinyExperts = { count: 8, used: 3, feedForward: 32, shared: 64 };

function deepseek(variant: string, parts: Parts): TinyModel {
  const { layers = 3, dense = 1, isOld = false, hasQueryRank = true, experts = usual, nextLayers = 0 } = parts;
  const { hidden, heads, rank, ropeDim, plainDim, valueDim } = sizes;
  const headDim = plainDim + ropeDim;
  const m = setExperts(new TinyModel("deepseek2", variant), experts)
    .integers({
      context_length: 4096,
      embedding_length: hidden,
      block_count: layers + nextLayers,
      feed_forward_length: sizes.feedForward,
      leading_dense_block_count: dense,
      expert_shared_count: 2,
      "attention.head_count": heads,
      "attention.head_count_kv": isOld ? heads : 1,
      "attention.key_length": isOld ? headDim : rank + ropeDim,
      "attention.value_length": isOld ? valueDim : rank,
      "attention.kv_lora_rank": rank,
      "rope.dimension_count": ropeDim,
    })
    .floats({ "attention.layer_norm_rms_epsilon": 1e-6 });
  if (hasQueryRank) m.integers({ "attention.q_lora_rank": sizes.queryRank });
  if (!isOld) m.integers({ "attention.key_length_mla": headDim, "attention.value_length_mla": valueDim });
  if (nextLayers) m.integers({ nextn_predict_layers: nextLayers });
  addEnds(m, tinyVocabulary, hidden, isOld);
  for (let layer = 0; layer < layers + nextLayers; layer++) {
    addLatentAttention(m, layer, isOld, hasQueryRank);
    if (layer < dense) addFeedForward(m, layer, { ...sizes, layers, kvHeads: 1, headDim });
    else addExperts(m, layer, experts, hidden);
    if (layer >= layers) addNext(m, layer);
  }
  return m;
}

function addLatentAttention(m: TinyModel, layer: number, isOld: boolean, hasQueryRank: boolean): void {
  const { hidden, heads, rank, queryRank, ropeDim, plainDim, valueDim } = sizes;
  const w = (name: string) => `blk.${layer}.${name}.weight`;
  const queries = heads * (plainDim + ropeDim);
  m.norm(w("attn_norm"), hidden);
  if (hasQueryRank) {
    m.matrix(w("attn_q_a"), queryRank, hidden).norm(w("attn_q_a_norm"), queryRank);
    m.matrix(w("attn_q_b"), queries, queryRank, { gain: 3 });
  } else {
    m.matrix(w("attn_q"), queries, hidden, { gain: 3 });
  }
  m.matrix(w("attn_kv_a_mqa"), rank + ropeDim, hidden).norm(w("attn_kv_a_norm"), rank);
  if (isOld) {
    m.matrix(w("attn_kv_b"), heads * (plainDim + valueDim), rank);
  } else {
    m.matrix(w("attn_k_b"), rank, plainDim, { experts: heads });
    m.matrix(w("attn_v_b"), valueDim, rank, { experts: heads });
  }
  m.matrix(w("attn_output"), hidden, heads * valueDim, { gain: 3 });
}

/** What a layer that predicts the token after the next has besides. */
function addNext(m: TinyModel, layer: number): void {
  const w = (name: string) => `blk.${layer}.nextn.${name}.weight`;
  m.matrix(w("eh_proj"), sizes.hidden, 2 * sizes.hidden);
  for (const name of ["enorm", "hnorm", "shared_head_norm"]) m.norm(w(name), sizes.hidden);
}

const yarn = (m: TinyModel): TinyModel =>
  m
    .integers({ "rope.scaling.original_context_length": 128 })
    .floats({ "rope.scaling.factor": 40, "rope.scaling.yarn_log_multiplier": 0.0707 })
    .set("rope.scaling.type", { type: "string", value: "yarn" });

export const tinyDeepseeks: readonly (() => TinyModel)[] = [
  // As V3: groups of experts, of which two are used.
  () =>
    yarn(deepseek("grouped", { experts: { ...usual, hasChoiceBias: true }, nextLayers: 1 }))
      .integers({ expert_gating_func: 2, expert_group_count: 4, expert_group_used_count: 2 })
      .floats({ expert_weights_scale: 2.5 })
      .set("expert_weights_norm", { type: "bool", value: true }),
  // As the first files of V2.
  () => yarn(deepseek("old", { isOld: true })).floats({ expert_weights_scale: 16 }),
  () =>
    deepseek("tempered", { experts: { ...usual, isFused: true } })
      .floats({ "attention.temperature_scale": 0.3 })
      .integers({ "attention.temperature_length": 64 }),
  // llama.cpp tells the models without compressed queries by their layers.
  () => deepseek("lite", { layers: 26, dense: 24, hasQueryRank: false }).floats({ expert_weights_scale: 1 }),
];
