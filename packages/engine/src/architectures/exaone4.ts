import type { Architecture } from "./architecture.ts";
import { withPostNorms } from "./post-norms.ts";
import { preNormDecoder } from "./pre-norm-decoder.ts";
import { readRope } from "./rope.ts";
import { windowedLayers, windowLength } from "./windows.ts";

/**
 * EXAONE 4 (LG AI Research 2025, arXiv 2507.11407): norms behind each part instead of before, and normalised heads. The
 * larger model, known by its 64 layers, has windows in three of four layers; those that look at all tokens don't rotate.
 */
export const exaone4: Architecture = (g, sizes, keys) => {
  const options = { dim: sizes.ropeDim, theta: sizes.ropeTheta, interleaved: false, factors: "rope_freqs.weight" };
  const rope = readRope(keys, options);
  const window = sizes.blockCount === 64 ? windowLength(keys, 4096) : undefined;
  const isLocal = windowedLayers(keys, sizes.blockCount, 4);
  const attention = (layer: number) => (isLocal[layer] ? { window } : { rope: undefined });
  const family = { rope, hasHeadNorms: true, ...(window && { attention }) };
  preNormDecoder(g, sizes, { ...withPostNorms(g, sizes, family), hasNormsBefore: false });
};
