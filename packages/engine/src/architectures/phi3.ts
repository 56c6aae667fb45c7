import type { Architecture } from "./architecture.ts";
import { preNormDecoder } from "./pre-norm-decoder.ts";
import { readRope } from "./rope.ts";

/**
 * Phi-3 and 4 (Microsoft 2024, arXiv 2404.14219): Llama's shape with fused projections, rotation by halves, and LongRoPE
 * (arXiv 2402.13753). Windows that files speak of are ignored, as llama.cpp and Ollama do.
 */
export const phi3: Architecture = (g, sizes, keys) => {
  const rope = readRope(keys, { dim: sizes.ropeDim, theta: sizes.ropeTheta, interleaved: false, isLong: true });
  preNormDecoder(g, sizes, { rope });
};
