import { gelu } from "../graph/operators.ts";
import type { Architecture } from "./architecture.ts";
import { preNormDecoder } from "./pre-norm-decoder.ts";
import { readRope } from "./rope.ts";

/** StarCoder 2 (Lozhkov et al. 2024, arXiv 2402.19173): LayerNorm, biases, and GELUs without gates. */
export const starcoder2: Architecture = (g, sizes, keys) => {
  preNormDecoder(g, sizes, {
    rope: readRope(keys, { dim: sizes.ropeDim, theta: sizes.ropeTheta, interleaved: false }),
    norm: (x, name) => g.layerNorm(x, name),
    feedForward: (x, w) => g.feedForward(x, { up: w("ffn_up"), down: w("ffn_down") }, gelu),
  });
};
