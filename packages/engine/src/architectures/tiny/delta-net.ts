import { addExperts, setExperts, type TinyExperts, tinyExperts } from "./experts.ts";
import { addAttention, addEnds, addFeedForward, setSizes, tinySizes } from "./parts.ts";
import { TinyModel, tinyVocabulary } from "./tiny-model.ts";

/** Two heads of values for each of keys; most of a head of attention does not rotate. */
const sizes = { ...tinySizes, layers: 5, heads: 4 };
const delta = { dim: 16, keyHeads: 2, valueHeads: 4, kernel: 4 };
const experts: TinyExperts = { ...tinyExperts, shared: 48, isSharedGated: true, norm: "post_attention_norm" };

interface Parts {
  readonly isTied?: boolean;
  readonly experts?: TinyExperts;
  /** Which layers have attention, where it is not every fourth. */
  readonly attention?: readonly number[];
  /** Layers behind the last that predict tokens after the next. */
  readonly nextLayers?: number;
  /** Whether projections lie by heads of keys in one tensor. */
  readonly isLegacy?: boolean;
}

function hybrid(architecture: string, variant: string, parts: Parts): TinyModel {
  const { isTied = false, attention, nextLayers = 0 } = parts;
  const all = sizes.layers + nextLayers;
  const m = setSizes(new TinyModel(architecture, variant), { ...sizes, layers: all });
  m.integers({
    "rope.dimension_count": 16,
    "ssm.conv_kernel": delta.kernel,
    "ssm.state_size": delta.dim,
    "ssm.group_count": delta.keyHeads,
    "ssm.time_step_rank": delta.valueHeads,
    "ssm.inner_size": delta.valueHeads * delta.dim,
  }).floats({ "rope.freq_base": 1e6 });
  if (architecture === "qwen3next") m.recomputed();
  else m.integers({ "rope.dimension_sections": [3, 3, 2, 0] });
  if (parts.experts) setExperts(m, parts.experts);
  if (nextLayers) m.integers({ nextn_predict_layers: nextLayers });
  if (attention) {
    const flags = Array.from({ length: all }, (_, layer) =>
      layer >= sizes.layers || attention.includes(layer) ? 0 : 1,
    );
    m.integers({ "attention.recurrent_layers": flags });
  }
  addEnds(m, tinyVocabulary, sizes.hidden, isTied);
  for (let layer = 0; layer < sizes.layers; layer++) {
    if (attention ? attention.includes(layer) : layer % 4 === 3) addGatedAttention(m, layer);
    else addDeltaNet(m, layer, architecture === "qwen3next", parts.isLegacy);
    addNetwork(m, layer, parts);
  }
  for (let layer = sizes.layers; layer < all; layer++) addNext(m, layer, parts);
  return m;
}

function addNetwork(m: TinyModel, layer: number, { experts }: Parts): void {
  if (experts) addExperts(m, layer, experts);
  else addFeedForward(m, layer, sizes, "post_attention_norm");
}

function addGatedAttention(m: TinyModel, layer: number): void {
  addAttention(m, layer, sizes, { hasHeadNorms: true, sharpness: 3, isGated: true });
}

function addDeltaNet(m: TinyModel, layer: number, isByKeyHead: boolean, isLegacy = false): void {
  const { hidden } = sizes;
  const { dim, keyHeads, valueHeads, kernel } = delta;
  const w = (name: string) => `blk.${layer}.${name}`;
  const [keys, values] = [keyHeads * dim, valueHeads * dim];
  m.norm(w("attn_norm.weight"), hidden);
  if (isLegacy) m.matrix(w("ssm_in.weight"), 2 * keys + 2 * values, hidden);
  else m.matrix(w("attn_qkv.weight"), 2 * keys + values, hidden).matrix(w("attn_gate.weight"), values, hidden);
  if (isByKeyHead) m.matrix(w("ssm_ba.weight"), 2 * valueHeads, hidden);
  else m.matrix(w("ssm_beta.weight"), valueHeads, hidden).matrix(w("ssm_alpha.weight"), valueHeads, hidden);
  m.matrix(w("ssm_conv1d.weight"), 2 * keys + values, kernel, { gain: 1.5 })
    .vector(w("ssm_dt.bias"), valueHeads, -2)
    // Some heads forget much, some little.
    .tensor(w("ssm_a"), [valueHeads], (i) => -(0.05 + i * 0.4))
    .norm(w("ssm_norm.weight"), dim)
    .matrix(w("ssm_out.weight"), hidden, values, { gain: 3 });
}

/** A layer that only predicts tokens after the next. */
function addNext(m: TinyModel, layer: number, parts: Parts): void {
  const w = (name: string) => `blk.${layer}.nextn.${name}.weight`;
  addGatedAttention(m, layer);
  addNetwork(m, layer, parts);
  m.matrix(w("eh_proj"), sizes.hidden, 2 * sizes.hidden);
  for (const name of ["enorm", "hnorm", "shared_head_norm"]) m.norm(w(name), sizes.hidden);
}

export const tinyDeltaNets: readonly (() => TinyModel)[] = [
  () => hybrid("qwen35", "", { isTied: true }),
  () => hybrid("qwen35", "next", { nextLayers: 1, attention: [1, 4] }),
  () => hybrid("qwen35moe", "", { experts }),
  () => hybrid("qwen35moe", "fused", { experts: { ...experts, isFused: true }, isTied: true, nextLayers: 1 }),
  () => hybrid("qwen3next", "", { experts }),
  () => hybrid("qwen3next", "legacy", { experts, isLegacy: true, isTied: true }),
];
