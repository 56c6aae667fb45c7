import type { Activations } from "../graph/activations.ts";
import type { DecoderGraph } from "../graph/decoder-graph.ts";
import { experts, type Routing } from "../graph/experts.ts";
import { type LayerNames, namesOfLayer, projectApart } from "../graph/heads.ts";
import { gelu } from "../graph/operators.ts";
import type { Architecture } from "./architecture.ts";
import type { Hyperparameters } from "./hyperparameters.ts";
import type { ModelKeys } from "./model-keys.ts";
import { perLayerEmbeddings, perLayerUpdate } from "./per-layer-embeddings.ts";
import { attentionSizes, denseFeedForward, projectionWidths } from "./pre-norm-decoder.ts";
import { readRope } from "./rope.ts";
import { readRouting } from "./routing.ts";
import { normedOrShared, type SharingHeads, sharedLayers } from "./shared-keys.ts";
import { readSoftcap, softcapped } from "./softcap.ts";
import { windowLength } from "./windows.ts";

/**
 * Gemma 4 (Google 2026): Gemma 3's norms and windows; layers that look at all tokens have wider heads, and rotate only part
 * of them. Small models have embeddings for each layer and share keys and values, the large sparse one has experts.
 */
export const gemma4: Architecture = (g, sizes, keys) => {
  const isLocal = keys.flags("attention.sliding_window_pattern", sizes.blockCount);
  if (!isLocal) throw keys.error("attention.sliding_window_pattern", "is missing, or no list");
  const kindOf = layerKinds(sizes, keys);
  const shares = sharedLayers(keys, isLocal, 0);
  const routing = keys.integer("expert_count", 0, 1 << 12, 0) > 0 ? readRouting(keys, weighting) : [];
  let x = g.scale(g.embed(), Math.sqrt(sizes.embeddingLength));
  const width = keys.integer("embedding_length_per_layer_input", 0, 1 << 16, 0);
  const embeddings = width > 0 ? perLayerEmbeddings(g, x, width) : [];
  for (let layer = 0; layer < sizes.blockCount; layer++) {
    const w = namesOfLayer(layer);
    const heads = { ...attentionSizes(sizes, layer), ...kindOf(isLocal[layer]!), shares: shares[layer] };
    const normed = g.rmsNorm(x, w("attn_norm"));
    const projections = normedOrShared(g, normed, w, heads, () => project(g, normed, w, heads));
    const attended = g.attention({ ...heads, scale: 1 }, projections);
    x = g.add(x, g.rmsNorm(g.linear(attended, w("attn_output")), w("post_attention_norm")));
    const fed = g.has(w("ffn_gate_inp"))
      ? denseAndExperts(g, x, w, routing[layer])
      : denseFeedForward(g, g.rmsNorm(x, w("ffn_norm")), w, gelu);
    x = g.add(x, g.rmsNorm(fed, w("post_ffw_norm")));
    if (width > 0) x = g.add(x, perLayerUpdate(g, x, embeddings[layer]!, w));
    if (g.has(w("layer_output_scale"))) x = g.scaleBy(x, `${w("layer_output_scale")}.weight`);
  }
  g.head(g.rmsNorm(x, "output_norm"), softcapped(g, readSoftcap(keys, "final_logit_softcapping", 30)));
};

const weighting = { gating: "softmax", isNormalised: true } as const;

/** What is different about layers with windows (true) and those that look at all tokens. */
function layerKinds(sizes: Hyperparameters, keys: ModelKeys) {
  const rotation = { theta: sizes.ropeTheta, interleaved: false };
  const { keyLength, valueLength, ropeDim } = sizes;
  const rope = readRope(keys, { ...rotation, dim: ropeDim, factors: "rope_freqs.weight" });
  const global = { rope, keyDim: keyLength, valueDim: valueLength };
  const keyDim = keys.integer("attention.key_length_swa", 1, 1 << 14, keyLength);
  const local = {
    rope: {
      ...readRope(keys, {
        ...rotation,
        dim: keys.integer("rope.dimension_count_swa", 0, keyDim, Math.min(ropeDim, keyDim)),
      }),
      theta: keys.positive("rope.freq_base_swa", 10000),
      factor: 1,
    },
    keyDim,
    valueDim: keys.integer("attention.value_length_swa", 1, 1 << 14, valueLength),
    window: windowLength(keys),
  };
  return (isLocal: boolean) => (isLocal ? local : global);
}

/** Queries, keys and values; where there is no projection of values, those are the keys before they are normalised. */
function project(g: DecoderGraph, x: Activations, w: LayerNames, heads: SharingHeads) {
  if (g.has(w("attn_qkv")) || g.has(w("attn_v"))) return projectApart(g, x, w, projectionWidths(heads));
  const [q, k] = g.project(x, [w("attn_q"), w("attn_k")]);
  return { q: q!, k: k!, v: k! };
}

/** A dense network and experts side by side, each with norms of its own; the router reads x by a third norm. */
function denseAndExperts(g: DecoderGraph, x: Activations, w: LayerNames, routing: Routing | undefined): Activations {
  const dense = denseFeedForward(g, g.rmsNorm(x, w("ffn_norm")), w, gelu);
  const routed = g.scaleBy(g.scale(g.rmsNorm(x), 1 / Math.sqrt(x.width)), `${w("ffn_gate_inp")}.scale`);
  const options = {
    ...(routing ?? { used: 0, ...weighting }),
    activation: gelu,
    logits: g.linear(routed, w("ffn_gate_inp")),
  };
  const chosen = experts(g, g.rmsNorm(x, w("pre_ffw_norm_2")), w, options);
  return g.add(g.rmsNorm(dense, w("post_ffw_norm_1")), g.rmsNorm(chosen, w("post_ffw_norm_2")));
}
