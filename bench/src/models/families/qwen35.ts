import type { Part, Shape } from "../shape.ts";
import { i32s, type Keys, u32 } from "../values.ts";
import { type DecoderSizes, decoder } from "./decoder.ts";
import { attention, evenly, feedForward, floats, headNorms, matrix, type Names, norm } from "./parts.ts";

export interface Qwen35Sizes extends DecoderSizes {
  /** Every how many layers one has attention, the last of them. */
  readonly attentionInterval: number;
  /** Channels of a head of attention that rotate, and how many pairs of them belong to each kind of position. */
  readonly ropeDim: number;
  readonly ropeSections: readonly [number, number, number, number];
  readonly deltaNet: DeltaNetSizes;
}

/** A gated delta net. */
export interface DeltaNetSizes {
  /** Width of heads of keys and of values. */
  readonly headDim: number;
  readonly keyHeads: number;
  readonly valueHeads: number;
  /** Tokens that the short convolution sees. */
  readonly kernel: number;
}

/** Qwen3.5, with a tied head: gated delta nets, and gated attention in every so many layers. */
export function qwen35(sizes: Qwen35Sizes): Shape {
  const { embeddingLength: hidden, attentionInterval, ropeDim, ropeSections } = sizes;
  return decoder(sizes, {
    architecture: "qwen35",
    ropeDim,
    keys: {
      "rope.dimension_sections": i32s(ropeSections),
      full_attention_interval: u32(attentionInterval),
      ...deltaNetKeys(sizes.deltaNet),
    },
    block: (w, block) => [
      ...((block + 1) % attentionInterval === 0
        ? [...attention(w, sizes, { isGated: true }), ...headNorms(w, sizes.headDim)]
        : deltaNet(w, hidden, sizes.deltaNet)),
      norm(w("post_attention_norm.weight"), hidden),
      ...feedForward(w, hidden, sizes.feedForwardLength),
    ],
  });
}

/** Files describe a delta net as they do Mamba. */
function deltaNetKeys({ headDim, keyHeads, valueHeads, kernel }: DeltaNetSizes): Keys {
  return {
    "ssm.conv_kernel": u32(kernel),
    "ssm.state_size": u32(headDim),
    "ssm.group_count": u32(keyHeads),
    "ssm.time_step_rank": u32(valueHeads),
    "ssm.inner_size": u32(valueHeads * headDim),
  };
}

function deltaNet(w: Names, hidden: number, { headDim, keyHeads, valueHeads, kernel }: DeltaNetSizes): Part[] {
  const values = valueHeads * headDim;
  const qkv = 2 * keyHeads * headDim + values;
  return [
    norm(w("attn_norm.weight"), hidden),
    matrix(w("attn_qkv.weight"), hidden, qkv),
    matrix(w("attn_gate.weight"), hidden, values),
    matrix(w("ssm_beta.weight"), hidden, valueHeads),
    matrix(w("ssm_alpha.weight"), hidden, valueHeads),
    floats(w("ssm_conv1d.weight"), kernel, qkv),
    // A token leaves exp(a · softplus(α + bias)) of a head's state: most of it in the first heads, little in the last.
    evenly(w("ssm_dt.bias"), valueHeads, -3, -1),
    evenly(w("ssm_a"), valueHeads, -0.1, -4),
    norm(w("ssm_norm.weight"), headDim),
    matrix(w("ssm_out.weight"), values, hidden),
  ];
}
