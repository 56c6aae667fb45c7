import type { Activations } from "../graph/activations.ts";
import type { DecoderGraph } from "../graph/decoder-graph.ts";
import type { Architecture } from "./architecture.ts";
import { headLayerNorm } from "./head-layer-norm.ts";
import type { Hyperparameters } from "./hyperparameters.ts";
import type { ModelKeys } from "./model-keys.ts";
import { parallelDecoder } from "./parallel-decoder.ts";
import { readRope } from "./rope.ts";
import { windowedLayers, windowLength } from "./windows.ts";

/** Command R (Cohere 2024): parallel blocks behind a LayerNorm, scaled logits; the larger model normalises its heads. */
export const commandR: Architecture = (g, sizes, keys) => parallelDecoder(g, sizes, family(g, sizes, keys));

/** Command R7B and A (Cohere 2025, arXiv 2504.00698): layers with windows rotate, those that look at all tokens don't. */
export const cohere2: Architecture = (g, sizes, keys) => {
  const { rope, ...common } = family(g, sizes, keys);
  const window = windowLength(keys);
  const isLocal = windowedLayers(keys, sizes.blockCount, 4);
  parallelDecoder(g, sizes, { ...common, attention: (layer) => (isLocal[layer] ? { rope, window } : {}) });
};

function family(g: DecoderGraph, sizes: Hyperparameters, keys: ModelKeys) {
  const scale = keys.number("logit_scale", 0) || 1;
  return {
    rope: readRope(keys, { dim: sizes.ropeDim, theta: sizes.ropeTheta, interleaved: true }),
    norm: (x: Activations, name: string) => g.layerNorm(x, name),
    hasHeadNorms: g.has("blk.0.attn_q_norm"),
    headNorm: (x: Activations, name: string, width: number) => headLayerNorm(g, x, name, width),
    finish: (logits: Activations) => g.scale(logits, scale),
  };
}
