import type { Architecture } from "./architecture.ts";
import { mamba2Layer, readMamba2Sizes } from "./mamba2-layer.ts";
import { attentionBlock, preNormDecoder } from "./pre-norm-decoder.ts";
import { readRope } from "./rope.ts";

/**
 * Falcon-H1 (TII 2025, arXiv 2507.22448): each layer adds up attention and Mamba 2 of the same input. Its multipliers are
 * part of the weights in the file.
 */
export const falconH1: Architecture = (g, sizes, keys) => {
  const rope = readRope(keys, { dim: sizes.ropeDim, theta: sizes.ropeTheta, interleaved: false });
  const mamba = readMamba2Sizes(keys);
  const attention = () => ({ scale: keys.number("attention.scale", 0) || undefined });
  preNormDecoder(g, sizes, {
    mixer: (x, w, layer) =>
      g.add(attentionBlock(g, sizes, { rope, attention }, x, w, layer), mamba2Layer(g, mamba, x, w, layer)),
  });
};
