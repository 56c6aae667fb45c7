import type { Activations } from "../graph/activations.ts";
import type { DecoderGraph } from "../graph/decoder-graph.ts";
import type { LayerNames } from "../graph/heads.ts";
import { gelu } from "../graph/operators.ts";

/**
 * What tokens tell each layer, `width` wide: half from embeddings of their own for every layer, half from a projection of
 * the model's input x (Gemma 3n's per-layer embeddings).
 */
export function perLayerEmbeddings(g: DecoderGraph, x: Activations, width: number): readonly Activations[] {
  const own = g.scale(g.embed("per_layer_token_embd"), Math.sqrt(width));
  const projected = g.scale(g.linear(x, "per_layer_model_proj"), 1 / Math.sqrt(x.width));
  const both = g.add(g.groupRmsNorm(projected, "per_layer_proj_norm"), own);
  return g.split(g.scale(both, Math.SQRT1_2), new Array(g.sizes.blockCount).fill(width));
}

/** What a layer adds for it: x gates it, and it is brought to x's width. */
export function perLayerUpdate(g: DecoderGraph, x: Activations, embedding: Activations, w: LayerNames): Activations {
  const gated = g.activation(g.linear(x, w("inp_gate")), gelu, embedding);
  return g.rmsNorm(g.linear(gated, w("proj")), w("post_norm"));
}
