import type { DecoderGraph } from "../graph/decoder-graph.ts";
import type { Gating } from "../graph/experts.ts";
import type { Architecture } from "./architecture.ts";
import type { Hyperparameters } from "./hyperparameters.ts";
import { latentAttention, readLatentSizes } from "./latent-attention.ts";
import { mixture } from "./mixture.ts";
import { preNormDecoder } from "./pre-norm-decoder.ts";
import { readRope } from "./rope.ts";
import { readRouting, readWeighting } from "./routing.ts";
import { readTemperature } from "./temperature.ts";

/**
 * DeepSeek V2, V3 and R1 (DeepSeek-AI 2024, arXiv 2412.19437), and what shares their shape, such as GLM-4.7 Flash and Kimi
 * K2: multi-head latent attention, and experts behind some dense layers.
 */
export const deepseek2: Architecture = (g, sizes, keys) => {
  // With this key, scores are scaled instead of the rotated vectors.
  const multiplier = keys.number("rope.scaling.yarn_log_multiplier", 0);
  const options = { dim: sizes.ropeDim, theta: sizes.ropeTheta, interleaved: true };
  const rope = readRope(keys, multiplier ? { ...options, yarnAmplitude: () => 1 } : options);
  const latent = readLatentSizes(keys, sizes.ropeDim);
  const sharpness = rope.amplitude * (1 + multiplier * Math.log(rope.factor));
  const scale = sharpness ** 2 / Math.sqrt(latent.plainDim + sizes.ropeDim);
  const attention = { ...latent, rope, scale, temperature: readTemperature(keys) };
  preNormDecoder(g, sizes, {
    mixer: (x, w, layer) =>
      g.linear(latentAttention(g, x, w, layer, sizes.headCounts[layer]!, attention), w("attn_output")),
    feedForward: mixture(g, readRouting(keys, readWeighting(keys, usualGating(g, sizes)))),
  });
};

/** How experts are weighed in files that don't say so. */
function usualGating(g: DecoderGraph, { blockCount }: Hyperparameters): Gating {
  const isGlm = (blockCount === 47 || blockCount === 48) && g.weights.rowsOf("token_embd.weight") === 154880;
  return isGlm ? "sigmoid" : "softmax";
}
