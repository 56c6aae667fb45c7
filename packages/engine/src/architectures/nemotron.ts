import type { Architecture } from "./architecture.ts";
import { preNormDecoder } from "./pre-norm-decoder.ts";
import { readRope } from "./rope.ts";

/**
 * Nemotron 4 and Minitron (NVIDIA 2024, arXiv 2402.16819): LayerNorm, squared ReLUs without gates, and a part of each head
 * rotates.
 */
export const nemotron: Architecture = (g, sizes, keys) => {
  preNormDecoder(g, sizes, {
    rope: readRope(keys, { dim: sizes.ropeDim, theta: sizes.ropeTheta, interleaved: false }),
    norm: (x, name) => g.layerNorm(x, name),
    feedForward: (x, w) => g.feedForward(x, { up: w("ffn_up"), down: w("ffn_down") }, { kind: "relu2" }),
  });
};
