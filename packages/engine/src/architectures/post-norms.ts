import type { Activations } from "../graph/activations.ts";
import type { DecoderGraph } from "../graph/decoder-graph.ts";
import type { LayerNames } from "../graph/heads.ts";
import type { Hyperparameters } from "./hyperparameters.ts";
import { attentionBlock, denseFeedForward, type PreNormFamily } from "./pre-norm-decoder.ts";

/** The family with norms also behind attention and feed-forward network, before their outputs are added. */
export function withPostNorms(g: DecoderGraph, sizes: Hyperparameters, family: PreNormFamily): PreNormFamily {
  const mix = (x: Activations, w: LayerNames, layer: number) =>
    family.mixer?.(x, w, layer) ?? attentionBlock(g, sizes, family, x, w, layer);
  const { feedForward = (x, w) => denseFeedForward(g, x, w, family.activation) } = family;
  return {
    ...family,
    mixer: (x, w, layer) => g.rmsNorm(mix(x, w, layer), w("post_attention_norm")),
    feedForward: (x, w, layer) => g.rmsNorm(feedForward(x, w, layer), w("post_ffw_norm")),
  };
}
