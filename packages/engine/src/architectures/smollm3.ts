import type { Architecture } from "./architecture.ts";
import { preNormDecoder } from "./pre-norm-decoder.ts";
import { readRope } from "./rope.ts";

/** SmolLM3 (Hugging Face 2025): Llama's shape; every fourth layer doesn't know positions (Yang et al. 2025, arXiv 2501.18795). */
export const smollm3: Architecture = (g, sizes, keys) => {
  const rope = readRope(keys, { dim: sizes.ropeDim, theta: sizes.ropeTheta, interleaved: true });
  const attention = (layer: number) => ({ rope: layer % 4 === 3 ? undefined : rope });
  preNormDecoder(g, sizes, { attention });
};
