import { addExperts, setExperts, type TinyExperts } from "./experts.ts";
import { addAttention, addEnds, addFeedForward, setSizes, tinySizes } from "./parts.ts";
import { TinyModel, tinyVocabulary } from "./tiny-model.ts";

export interface TinyMamba2 {
  readonly heads: number;
  readonly headDim: number;
  readonly groups: number;
  readonly stateDim: number;
  readonly taps: number;
  readonly hasNorm?: boolean;
}

/** Twice as wide as the model, as llama.cpp wants it of some families. */
const doubled: TinyMamba2 = { heads: 8, headDim: 16, groups: 2, stateDim: 16, taps: 4, hasNorm: true };
const odd: TinyMamba2 = { heads: 6, headDim: 24, groups: 3, stateDim: 40, taps: 3 };
const { hidden } = tinySizes;

export function setMamba2(m: TinyModel, { heads, headDim, groups, stateDim, taps }: TinyMamba2): TinyModel {
  return m.integers({
    "ssm.conv_kernel": taps,
    "ssm.inner_size": heads * headDim,
    "ssm.state_size": stateDim,
    "ssm.time_step_rank": heads,
    "ssm.group_count": groups,
  });
}

export function addMamba2(
  m: TinyModel,
  layer: number,
  { heads, headDim, groups, stateDim, taps, hasNorm }: TinyMamba2,
): TinyModel {
  const w = (name: string) => `blk.${layer}.${name}`;
  const width = heads * headDim;
  const mixed = width + 2 * groups * stateDim;
  m.matrix(w("ssm_in.weight"), width + mixed + heads, hidden)
    .matrix(w("ssm_conv1d.weight"), mixed, taps)
    .vector(w("ssm_conv1d.bias"), mixed)
    .vector(w("ssm_dt.bias"), heads, -1.5, 1)
    // From slow to fast decay.
    .tensor(w("ssm_a"), [1, heads], (head) => -0.05 * 2 ** head)
    .tensor(w("ssm_d"), [1, heads], () => 0.5 + m.random())
    .matrix(w("ssm_out.weight"), hidden, width, { gain: 3 });
  if (hasNorm) m.tensor(w("ssm_norm.weight"), [width / groups, groups], () => 0.6 + 0.8 * m.random());
  return m;
}

function mamba2(): TinyModel {
  const m = setSizes(new TinyModel("mamba2"), { ...tinySizes, heads: 0, kvHeads: 0, feedForward: 0 });
  setMamba2(m, doubled);
  addEnds(m, tinyVocabulary, hidden);
  for (let layer = 0; layer < tinySizes.layers; layer++) {
    addMamba2(m.norm(`blk.${layer}.attn_norm.weight`, hidden), layer, doubled);
  }
  return m.recomputed();
}

/** One layer of attention between two of Mamba 2. */
function graniteHybrid(variant: string, experts?: TinyExperts): TinyModel {
  const m = setMamba2(setSizes(new TinyModel("granitehybrid", variant)), doubled);
  m.integers({ "attention.head_count_kv": [0, 2, 0] });
  m.floats({ embedding_scale: 1.7, residual_scale: 0.8, "attention.scale": 0.08, logit_scale: 1.5 });
  m.set("rope.scaling.finetuned", { type: "bool", value: experts !== undefined });
  if (experts) setExperts(m, experts);
  addEnds(m, tinyVocabulary, hidden, false);
  for (let layer = 0; layer < tinySizes.layers; layer++) {
    if (layer === 1) addAttention(m, layer);
    else addMamba2(m.norm(`blk.${layer}.attn_norm.weight`, hidden), layer, doubled);
    if (experts) addExperts(m, layer, experts);
    else addFeedForward(m, layer);
  }
  return m.recomputed();
}

/** Attention and Mamba 2 side by side; a norm's tensor that has no suffix. */
function falconH1(variant: string, mamba: TinyMamba2): TinyModel {
  const m = setMamba2(setSizes(new TinyModel("falcon-h1", variant)), mamba);
  addEnds(m, tinyVocabulary, hidden);
  for (let layer = 0; layer < tinySizes.layers; layer++) {
    addMamba2(addAttention(m, layer), layer, mamba);
    m.norm(`blk.${layer}.ffn_norm`, hidden);
    for (const name of ["gate", "up"]) m.matrix(`blk.${layer}.ffn_${name}.weight`, tinySizes.feedForward, hidden);
    m.matrix(`blk.${layer}.ffn_down.weight`, hidden, tinySizes.feedForward, { gain: 3 });
  }
  return m.recomputed();
}

export const tinyMamba2s: readonly (() => TinyModel)[] = [
  mamba2,
  () => graniteHybrid(""),
  () => graniteHybrid("experts", { count: 7, used: 3, feedForward: tinySizes.feedForward, shared: 32 }),
  () => falconH1("", odd),
  () => falconH1("norm", doubled),
];
