import { ArchitectureError } from "../graph/error.ts";
import type { Value } from "../graph/graph.ts";
import type { Architecture } from "./architecture.ts";
import { mixture } from "./mixture.ts";
import { preNormDecoder } from "./pre-norm-decoder.ts";
import { readRope } from "./rope.ts";
import { readRouting } from "./routing.ts";
import { windowedLayers, windowLength } from "./windows.ts";

/** A gate's factor and the bound of gates and values, as the model was trained with. */
const activation = { kind: "swiglu_oai", alpha: 1.702, limit: 7 } as const;

/**
 * gpt-oss (OpenAI 2025, arXiv 2508.10925): windows in every other layer, sinks in all, and experts with biases whose gates
 * are bounded.
 */
export const gptOss: Architecture = (g, sizes, keys) => {
  const rope = readRope(keys, { dim: sizes.ropeDim, theta: sizes.ropeTheta, interleaved: false });
  const localRope = { ...rope, theta: keys.positive("rope.freq_base_swa", sizes.ropeTheta) };
  const window = windowLength(keys);
  const isLocal = windowedLayers(keys, sizes.blockCount, 2);
  const sinksOf = (layer: number): Value => {
    const { width, ...sinks } = g.weights.vector(`blk.${layer}.attn_sinks.weight`);
    if (width !== sizes.headCounts[layer]) throw new ArchitectureError(`layer ${layer} has ${width} sinks`);
    return sinks;
  };
  preNormDecoder(g, sizes, {
    rope,
    attention: (layer) => ({ sinks: sinksOf(layer), ...(isLocal[layer] && { window, rope: localRope }) }),
    feedForward: mixture(g, readRouting(keys, { gating: "softmax_after", isNormalised: false }), () => ({
      activation,
    })),
    feedForwardNorm: "post_attention_norm",
  });
};
