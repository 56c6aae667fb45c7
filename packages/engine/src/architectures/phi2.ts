import { gelu } from "../graph/operators.ts";
import type { Architecture } from "./architecture.ts";
import { parallelDecoder } from "./parallel-decoder.ts";
import { readRope } from "./rope.ts";

/** Phi-1 to 2 (Li et al. 2023, arXiv 2309.05463): parallel blocks, LayerNorm, biases, and a part of each head rotates. */
export const phi2: Architecture = (g, sizes, keys) => {
  parallelDecoder(g, sizes, {
    rope: readRope(keys, { dim: sizes.ropeDim, theta: sizes.ropeTheta, interleaved: false }),
    norm: (x, name) => g.layerNorm(x, name),
    feedForward: (x, w) => g.feedForward(x, { up: w("ffn_up"), down: w("ffn_down") }, gelu),
  });
};
