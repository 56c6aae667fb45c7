import type { Architecture } from "./architecture.ts";
import { mixture } from "./mixture.ts";
import { preNormDecoder } from "./pre-norm-decoder.ts";
import { readRope } from "./rope.ts";
import { readRouting } from "./routing.ts";

/**
 * Qwen2 and Qwen2.5 (Qwen Team 2024, arXiv 2407.10671): Llama's shape with biases on q, k and v, and rotation by halves.
 * Qwen2-VL's sections of the rotation all turn alike where there is only text.
 */
export const qwen2: Architecture = (g, sizes, keys) => {
  preNormDecoder(g, sizes, {
    rope: readRope(keys, { dim: sizes.ropeDim, theta: sizes.ropeTheta, interleaved: false }),
  });
};

/** Qwen2-MoE: many small experts and a gated one that all tokens use. */
export const qwen2moe: Architecture = (g, sizes, keys) => {
  const rope = readRope(keys, { dim: sizes.ropeDim, theta: sizes.ropeTheta, interleaved: false });
  const routing = readRouting(keys, { gating: "softmax", isNormalised: false });
  preNormDecoder(g, sizes, { rope, feedForward: mixture(g, routing) });
};
