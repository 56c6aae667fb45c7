import { gelu } from "../graph/operators.ts";
import type { Architecture } from "./architecture.ts";
import { preNormDecoder } from "./pre-norm-decoder.ts";
import { readRope } from "./rope.ts";

/** Gemma (Gemma Team 2024, arXiv 2403.08295): Llama's shape with GELU gates, rotation by halves and scaled embeddings. */
export const gemma: Architecture = (g, sizes, keys) => {
  const rope = readRope(keys, { dim: sizes.ropeDim, theta: sizes.ropeTheta, interleaved: false });
  preNormDecoder(g, sizes, { rope, activation: gelu, embeddingScale: Math.sqrt(sizes.embeddingLength) });
};
