import type { Architecture } from "./architecture.ts";
import { withPostNorms } from "./post-norms.ts";
import { preNormDecoder } from "./pre-norm-decoder.ts";
import { readRope } from "./rope.ts";
import { windowedLayers, windowLength } from "./windows.ts";

/**
 * OLMo 2 and 3 (Ai2 2024, arXiv 2501.00656): norms behind each part instead of before, and over all of q and of k at once.
 * OLMo 3 has windows in three of four layers, which rotate without YaRN.
 */
export const olmo2: Architecture = (g, sizes, keys) => {
  const options = { dim: sizes.ropeDim, theta: sizes.ropeTheta, interleaved: false };
  const rope = readRope(keys, options);
  const localRope = {
    ...options,
    theta: keys.positive("rope.freq_base_swa", sizes.ropeTheta),
    factor: 1,
    amplitude: 1,
  };
  const window = windowLength(keys);
  const isLocal = windowedLayers(keys, sizes.blockCount, 4);
  const family = {
    rope,
    // The weights are as wide as all heads.
    hasHeadNorms: true,
    attention: (layer: number) => (window && isLocal[layer] ? { window, rope: localRope } : {}),
  };
  preNormDecoder(g, sizes, { ...withPostNorms(g, sizes, family), hasNormsBefore: false });
};
