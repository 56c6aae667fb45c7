import type { Architecture } from "./architecture.ts";
import { preNormDecoder } from "./pre-norm-decoder.ts";

/** Llama 1–3 and what shares its shape: Mistral, SmolLM2. */
export const llama: Architecture = {
  interleavedRope: true,
  build: (graph, sizes, gguf) => preNormDecoder(graph, sizes, gguf, { interleavedRope: true, qkNorm: false }),
};
