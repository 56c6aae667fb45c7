import type { DecoderGraph } from "../graph/decoder-graph.ts";
import type { Architecture } from "./architecture.ts";
import type { Hyperparameters } from "./hyperparameters.ts";
import { mixture } from "./mixture.ts";
import type { ModelKeys } from "./model-keys.ts";
import { type Multipliers, readMultipliers } from "./multipliers.ts";
import { type PreNormFamily, preNormDecoder } from "./pre-norm-decoder.ts";
import { readRope } from "./rope.ts";
import { hasExperts, readRouting } from "./routing.ts";

/** Granite 3 and 4 (IBM 2024): Llama's shape with multipliers; some have experts, also with ones that all tokens use. */
export const granite: Architecture = (g, sizes, keys) => preNormDecoder(g, sizes, graniteFamily(g, sizes, keys));

/**
 * MiniCPM (Hu et al. 2024, arXiv 2404.06395) is Granite with other defaults: older files give no multipliers, and it
 * always rotates.
 */
export const minicpm: Architecture = (g, sizes, keys) => {
  const { blockCount, embeddingLength } = sizes;
  const defaults = { embedding: 12, residual: 1.4 / Math.sqrt(blockCount), logits: embeddingLength / 256 };
  preNormDecoder(g, sizes, graniteFamily(g, sizes, keys, defaults));
};

/** What all of them have in common; `defaults`: multipliers of files that give none. */
export function graniteFamily(
  g: DecoderGraph,
  sizes: Hyperparameters,
  keys: ModelKeys,
  defaults?: Multipliers,
): PreNormFamily {
  const options = { dim: sizes.ropeDim, theta: sizes.ropeTheta, interleaved: true, factors: "rope_freqs.weight" };
  // Granite's files say by this key whether there is a rotation at all.
  const isRotated = defaults !== undefined || keys.boolean("rope.scaling.finetuned", true);
  return {
    rope: isRotated ? readRope(keys, options) : undefined,
    ...readMultipliers(g, keys, defaults),
    ...(hasExperts(keys) && { feedForward: mixture(g, readRouting(keys, weighting(keys))) }),
  };
}

function weighting(keys: ModelKeys) {
  const scale = keys.number("expert_weights_scale", 1) || 1;
  return { gating: "softmax", isNormalised: true, scale } as const;
}
