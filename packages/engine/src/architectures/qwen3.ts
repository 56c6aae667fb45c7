import type { Architecture } from "./architecture.ts";
import { mixture } from "./mixture.ts";
import { preNormDecoder } from "./pre-norm-decoder.ts";
import { readRope } from "./rope.ts";
import { readRouting } from "./routing.ts";

/** Qwen3, dense, and the text side of Qwen3-VL: Llama's shape with normalised heads and rotation by halves. */
export const qwen3: Architecture = (g, sizes, keys) => {
  const rope = readRope(keys, { dim: sizes.ropeDim, theta: sizes.ropeTheta, interleaved: false });
  preNormDecoder(g, sizes, { rope, hasHeadNorms: true });
};

/** Qwen3 with experts instead of each feed-forward network. */
export const qwen3moe: Architecture = (g, sizes, keys) => {
  const rope = readRope(keys, { dim: sizes.ropeDim, theta: sizes.ropeTheta, interleaved: false });
  const routing = readRouting(keys, { gating: "softmax", isNormalised: true });
  preNormDecoder(g, sizes, { rope, hasHeadNorms: true, feedForward: mixture(g, routing) });
};
