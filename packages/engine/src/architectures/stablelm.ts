import type { Architecture } from "./architecture.ts";
import { headLayerNorm } from "./head-layer-norm.ts";
import { parallelDecoder } from "./parallel-decoder.ts";
import { preNormDecoder } from "./pre-norm-decoder.ts";
import { readRope } from "./rope.ts";

/**
 * StableLM (Bellagente et al. 2024, arXiv 2402.17834): LayerNorm, and a part of each head rotates. The model of 12 billion
 * has parallel blocks, without a norm for the feed-forward network, and normalised heads.
 */
export const stablelm: Architecture = (g, sizes, keys) => {
  const decoder = g.has("blk.0.ffn_norm") ? preNormDecoder : parallelDecoder;
  decoder(g, sizes, {
    rope: readRope(keys, { dim: sizes.ropeDim, theta: sizes.ropeTheta, interleaved: false }),
    norm: (x, name) => g.layerNorm(x, name),
    hasHeadNorms: g.has("blk.0.attn_q_norm"),
    headNorm: (x, name, width) => headLayerNorm(g, x, name, width),
  });
};
