import { addExperts, setExperts } from "./experts.ts";
import { addAttention, addFeedForward, setSizes, tinySizes } from "./parts.ts";
import { TinyModel, tinyVocabulary } from "./tiny-model.ts";

const taps = 3;
const { hidden } = tinySizes;
const sizes = { ...tinySizes, layers: 5, headDim: 16, heads: 4 };

/** Convolutions in all layers but these. */
const headsOfKeys: Readonly<Record<number, number>> = { 1: 2, 3: 4 };

function lfm2(name: string, variant: string, addNetwork: (m: TinyModel, layer: number) => void): TinyModel {
  const m = setSizes(new TinyModel(name, variant), sizes);
  const heads = Array.from({ length: sizes.layers }, (_, layer) => headsOfKeys[layer] ?? 0);
  m.integers({ "attention.head_count_kv": heads, "shortconv.l_cache": taps, vocab_size: tinyVocabulary });
  m.matrix("token_embd.weight", tinyVocabulary, hidden, { gain: 0.5 }).norm("token_embd_norm.weight", hidden);
  for (let layer = 0; layer < sizes.layers; layer++) {
    const kvHeads = heads[layer]!;
    if (kvHeads) addAttention(m, layer, { ...sizes, kvHeads }, { hasHeadNorms: true });
    else addConvolution(m, layer);
    addNetwork(m, layer);
  }
  return m;
}

function addConvolution(m: TinyModel, layer: number): TinyModel {
  const w = (name: string) => `blk.${layer}.${name}.weight`;
  return m
    .norm(w("attn_norm"), hidden)
    .matrix(w("shortconv.in_proj"), 3 * hidden, hidden)
    .matrix(w("shortconv.conv"), hidden, taps)
    .matrix(w("shortconv.out_proj"), hidden, hidden, { gain: 3 });
}

/** The choice of experts is biased, and the first layers have none. */
function lfm2moe(): TinyModel {
  const experts = { count: 7, used: 3, feedForward: 64, hasChoiceBias: true };
  const m = lfm2("lfm2moe", "", (m, layer) => (layer < 2 ? addFeedForward(m, layer) : addExperts(m, layer, experts)));
  return setExperts(m, experts).integers({ leading_dense_block_count: 2, expert_gating_func: 2 });
}

const dense = (variant: string) => lfm2("lfm2", variant, addFeedForward);

export const tinyLfm2s: readonly (() => TinyModel)[] = [
  () => dense("").recomputed(),
  // All that layers see is so short that nothing is left of the tokens that are gone.
  () => dense("windows").integers({ "attention.sliding_window": 50 }),
  () => lfm2moe().recomputed(),
];
