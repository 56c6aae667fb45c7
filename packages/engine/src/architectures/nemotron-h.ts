import type { Activations } from "../graph/activations.ts";
import type { DecoderGraph } from "../graph/decoder-graph.ts";
import { type ExpertOptions, experts } from "../graph/experts.ts";
import type { LayerNames } from "../graph/heads.ts";
import type { Architecture } from "./architecture.ts";
import { mostLayers } from "./hyperparameters.ts";
import { mamba2Layer, readMamba2Sizes } from "./mamba2-layer.ts";
import { onePartDecoder } from "./one-part-decoder.ts";
import { attentionBlock } from "./pre-norm-decoder.ts";
import { hasExperts, readRouting, readWeighting } from "./routing.ts";

const relu2 = { kind: "relu2" } as const;

/**
 * Nemotron-H (NVIDIA 2025, arXiv 2504.03624) and Nemotron 3: layers are Mamba 2, attention without positions, or a
 * feed-forward network of squared ReLUs, which may have experts.
 */
export const nemotronH: Architecture = (g, sizes, keys) => {
  const mamba = readMamba2Sizes(keys);
  const scale = keys.number("attention.scale", 0) || undefined;
  const widths = keys.perLayer("feed_forward_length", keys.integer("block_count", 1, mostLayers), 0, 1 << 24, 0);
  const routing = hasExperts(keys) ? readRouting(keys, { ...readWeighting(keys, "sigmoid"), gating: "sigmoid" }) : [];
  onePartDecoder(g, sizes, (x, w, layer) => {
    if (widths[layer]! > 0) {
      const chosen = routing[layer];
      return chosen
        ? latentExperts(g, x, w, chosen)
        : g.feedForward(x, { up: w("ffn_up"), down: w("ffn_down") }, relu2);
    }
    if (sizes.headCountsKv[layer] === 0) return mamba2Layer(g, mamba, x, w, layer);
    return attentionBlock(g, sizes, { attention: () => ({ scale }) }, x, w, layer);
  });
};

/** Experts that may work on a narrower projection of the input, beside one that all tokens use. */
function latentExperts(g: DecoderGraph, x: Activations, w: LayerNames, routing: ExpertOptions): Activations {
  const [down, up] = [w("ffn_latent_down"), w("ffn_latent_up")];
  const logits = g.linear(x, w("ffn_gate_inp"));
  const latent = g.has(down) ? g.linear(x, down) : x;
  const routed = experts(g, latent, w, { ...routing, logits, activation: relu2, bias: w("exp_probs_b.bias") });
  const shared = g.feedForward(x, { up: w("ffn_up_shexp"), down: w("ffn_down_shexp") }, relu2);
  return g.add(g.has(up) ? g.linear(routed, up) : routed, shared);
}
