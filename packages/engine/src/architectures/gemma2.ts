import { gelu } from "../graph/operators.ts";
import type { Architecture } from "./architecture.ts";
import type { Hyperparameters } from "./hyperparameters.ts";
import { withPostNorms } from "./post-norms.ts";
import { preNormDecoder } from "./pre-norm-decoder.ts";
import { readRope } from "./rope.ts";
import { readSoftcap, softcapped } from "./softcap.ts";
import { windowedLayers, windowLength } from "./windows.ts";

/**
 * Gemma 2 (Gemma Team 2024, arXiv 2408.00118): norms before and behind each part, bounded scores and logits, and every
 * other layer with a window.
 */
export const gemma2: Architecture = (g, sizes, keys) => {
  const globalRope = readRope(keys, { dim: sizes.ropeDim, theta: sizes.ropeTheta, interleaved: false });
  const localRope = { ...globalRope, theta: keys.positive("rope.freq_base_swa", sizes.ropeTheta) };
  const window = windowLength(keys, 4096);
  const isLocal = windowedLayers(keys, sizes.blockCount, 2);
  const softcap = readSoftcap(keys, "attn_logit_softcapping", 50);
  const scale = gemmaScale(sizes, 46);
  const family = {
    rope: globalRope,
    activation: gelu,
    embeddingScale: Math.sqrt(sizes.embeddingLength),
    attention: (layer: number) => ({ scale, softcap, ...(isLocal[layer] && { rope: localRope, window }) }),
    finish: softcapped(g, readSoftcap(keys, "final_logit_softcapping", 30)),
  };
  preNormDecoder(g, sizes, withPostNorms(g, sizes, family));
};

/** What scores are multiplied by: the largest model, known by its layers, divides by the root of an equal share of channels. */
export function gemmaScale(
  { blockCount, embeddingLength, headCounts, keyLength }: Hyperparameters,
  largest: number,
): number {
  return 1 / Math.sqrt(blockCount === largest ? Math.floor(embeddingLength / headCounts[0]!) : keyLength);
}
