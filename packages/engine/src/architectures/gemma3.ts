import type { AttentionLayer, DecoderGraph } from "../graph/decoder-graph.ts";
import { gelu } from "../graph/operators.ts";
import type { Architecture } from "./architecture.ts";
import { gemmaScale } from "./gemma2.ts";
import type { Hyperparameters } from "./hyperparameters.ts";
import type { ModelKeys } from "./model-keys.ts";
import { withPostNorms } from "./post-norms.ts";
import { type PreNormFamily, preNormDecoder } from "./pre-norm-decoder.ts";
import { readRope } from "./rope.ts";
import { readSoftcap, softcapped } from "./softcap.ts";
import { windowedLayers, windowLength } from "./windows.ts";

/**
 * Gemma 3 (Gemma Team 2025, arXiv 2503.19786): norms before and behind each part, normalised heads, and five layers with
 * windows and fast rotation for each one that looks at all tokens.
 */
export const gemma3: Architecture = (g, sizes, keys) => {
  preNormDecoder(
    g,
    sizes,
    withPostNorms(
      g,
      sizes,
      gemma3Family(g, sizes, keys, (window) => ({ window })),
    ),
  );
};

/** `windowed`: what layers look at that have windows of so many tokens. */
export function gemma3Family(
  g: DecoderGraph,
  sizes: Hyperparameters,
  keys: ModelKeys,
  windowed: (window: number) => Pick<AttentionLayer, "window" | "ahead">,
): PreNormFamily {
  const globalRope = readRope(keys, { dim: sizes.ropeDim, theta: sizes.ropeTheta, interleaved: false });
  const localRope = { ...globalRope, theta: keys.positive("rope.freq_base_swa", 10000), factor: 1 };
  const window = windowLength(keys);
  const isLocal = windowedLayers(keys, sizes.blockCount, 6);
  const scale = gemmaScale(sizes, 62);
  return {
    rope: globalRope,
    hasHeadNorms: true,
    activation: gelu,
    embeddingScale: Math.sqrt(sizes.embeddingLength),
    attention: (layer: number) => ({
      scale,
      ...(window && isLocal[layer] && { rope: localRope, ...windowed(window) }),
    }),
    finish: softcapped(g, readSoftcap(keys, "final_logit_softcapping", 0)),
  };
}
