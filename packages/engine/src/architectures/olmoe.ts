import type { Architecture } from "./architecture.ts";
import { mixture } from "./mixture.ts";
import { preNormDecoder } from "./pre-norm-decoder.ts";
import { readRope } from "./rope.ts";
import { readRouting } from "./routing.ts";

/** OLMoE (Muennighoff et al. 2024, arXiv 2409.02060): norms of all heads of q and of k together, and many small experts. */
export const olmoe: Architecture = (g, sizes, keys) => {
  const rope = readRope(keys, { dim: sizes.ropeDim, theta: sizes.ropeTheta, interleaved: false });
  const routing = readRouting(keys, { gating: "softmax", isNormalised: false });
  preNormDecoder(g, sizes, { rope, hasHeadNorms: true, feedForward: mixture(g, routing) });
};
