import type { Architecture } from "./architecture.ts";
import { preNormDecoder } from "./pre-norm-decoder.ts";

/** Qwen3, dense: Llama's shape with normalised heads and rotation by halves. */
export const qwen3: Architecture = {
  interleavedRope: false,
  build: (graph, sizes, gguf) => preNormDecoder(graph, sizes, gguf, { interleavedRope: false, qkNorm: true }),
};
