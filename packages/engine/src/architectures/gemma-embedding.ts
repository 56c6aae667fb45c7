import type { EncoderArchitecture } from "./architecture.ts";
import { gemma3Family } from "./gemma3.ts";
import { withPostNorms } from "./post-norms.ts";
import { preNormDecoder } from "./pre-norm-decoder.ts";
import { symmetric } from "./symmetric.ts";

/** EmbeddingGemma (Schechter Vera et al. 2025, arXiv 2509.20354): Gemma 3 in both directions, with windows around tokens. */
export const gemmaEmbedding: EncoderArchitecture = (g, sizes, keys) => {
  const family = gemma3Family(g, sizes, keys, symmetric);
  preNormDecoder(g, sizes, withPostNorms(g, sizes, family));
};
