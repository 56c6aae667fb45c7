import type { Architecture } from "./architecture.ts";
import { mixture } from "./mixture.ts";
import { preNormDecoder } from "./pre-norm-decoder.ts";
import { readRope } from "./rope.ts";
import { readRouting } from "./routing.ts";

/** Llama 1–3 and what shares its shape: Mistral, SmolLM2, and Mixtral, which has experts (arXiv 2401.04088). */
export const llama: Architecture = (g, sizes, keys) => {
  const options = { dim: sizes.ropeDim, theta: sizes.ropeTheta, interleaved: true, factors: "rope_freqs.weight" };
  const rope = readRope(keys, options);
  const routing = g.has("blk.0.ffn_gate_inp") ? readRouting(keys, { gating: "softmax", isNormalised: true }) : [];
  preNormDecoder(g, sizes, { rope, feedForward: mixture(g, routing) });
};
