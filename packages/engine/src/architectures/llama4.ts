import type { Activations } from "../graph/activations.ts";
import type { DecoderGraph } from "../graph/decoder-graph.ts";
import { type LayerNames, projectApart } from "../graph/heads.ts";
import type { Architecture } from "./architecture.ts";
import { mixture } from "./mixture.ts";
import { attentionSizes, preNormDecoder, projectionWidths } from "./pre-norm-decoder.ts";
import { readRope } from "./rope.ts";
import { readRouting } from "./routing.ts";
import { logTemperature } from "./temperature.ts";
import { windowedLayers } from "./windows.ts";

/** Tokens of a chunk, and those that are read before attention is sharpened. */
const chunk = 8192;
/** Every fourth layer sees all tokens, and no positions. */
const period = 4;

/**
 * Llama 4 (Meta 2025), text only: layers that see the chunk of a token with a rotation, and layers that see all without
 * one; weights count before the experts.
 */
export const llama4: Architecture = (g, sizes, keys) => {
  const options = { dim: sizes.ropeDim, theta: sizes.ropeTheta, interleaved: true, factors: "rope_freqs.weight" };
  const rope = readRope(keys, options);
  const routing = readRouting(keys, { gating: "sigmoid_after", isNormalised: false });
  const hasChunks = keys.integer("attention.sliding_window", 0, 2 ** 30, chunk) !== 0;
  const isChunked = windowedLayers(keys, sizes.blockCount, period).map((isLocal) => hasChunks && isLocal);
  // The larger model has no norms.
  const hasHeadNorms = keys.integer("expert_count", 1, 1 << 12) !== 128;
  const temperature = logTemperature(0.1, chunk, 1);
  preNormDecoder(g, sizes, {
    feedForward: mixture(g, routing, () => ({ isWeighedBefore: true })),
    mixer: (x, w, layer) => {
      const heads = attentionSizes(sizes, layer);
      const { q, k, v } = projectApart(g, x, w, projectionWidths(heads));
      const window = isChunked[layer] ? { window: chunk, isChunked: true } : {};
      const isRotated = !hasChunks || (layer + 1) % period !== 0;
      if (!isRotated)
        return output(g, w, g.attention({ ...heads, ...window }, { q: g.tempered(q, temperature), k, v }));
      // A rotation leaves the size of a head as it is: whether the norm comes before or behind it is all the same.
      const normed = (y: Activations) => (hasHeadNorms ? g.inGroups(y, heads.keyDim, (head) => g.rmsNorm(head)) : y);
      return output(g, w, g.attention({ ...heads, ...window, rope }, { q: normed(q), k: normed(k), v }));
    },
  });
};

function output(g: DecoderGraph, w: LayerNames, attended: Activations): Activations {
  return g.linear(attended, w("attn_output"));
}
