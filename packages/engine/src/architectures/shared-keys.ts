import type { Activations } from "../graph/activations.ts";
import type { DecoderGraph, Projections } from "../graph/decoder-graph.ts";
import { type LayerNames, projectApart } from "../graph/heads.ts";
import type { ModelKeys } from "./model-keys.ts";
import { type attentionSizes, projectionWidths } from "./pre-norm-decoder.ts";

/**
 * For each layer the one whose keys and values it looks at, undefined for its own: the last layers use those of the last
 * layer of their kind before them. `fallback`: how many they are if the file doesn't say. Throws GgufError where there is
 * no such layer.
 */
export function sharedLayers(keys: ModelKeys, isLocal: readonly boolean[], fallback: number): (number | undefined)[] {
  const name = "attention.shared_kv_layers";
  const first = isLocal.length - keys.integer(name, 0, isLocal.length - 1, fallback);
  return isLocal.map((kind, layer) => {
    if (layer < first) return undefined;
    const source = isLocal.slice(0, first).lastIndexOf(kind);
    if (source < 0) throw keys.error(name, `leaves layer ${layer} without a layer of its kind to share with`);
    return source;
  });
}

/** Heads of a layer, and the layer whose keys and values they look at. */
export interface SharingHeads extends ReturnType<typeof attentionSizes> {
  readonly shares: number | undefined;
}

type Parts = ReturnType<typeof projectApart>;

/** Projections whose heads are all normalised, those of values without a weight; only queries where the rest is shared. */
export function normedOrShared(
  g: DecoderGraph,
  x: Activations,
  w: LayerNames,
  heads: SharingHeads,
  project: () => Parts = () => projectApart(g, x, w, projectionWidths(heads)),
): Projections {
  const normed = (y: Activations, name: string) => g.groupRmsNorm(y, w(name));
  if (heads.shares !== undefined) {
    const queries = g.has(w("attn_qkv")) ? project().q : g.linear(x, w("attn_q"));
    return { q: normed(queries, "attn_q_norm") };
  }
  const { q, k, v } = project();
  const values = g.inGroups(v, heads.valueDim, (head) => g.rmsNorm(head));
  return { q: normed(q, "attn_q_norm"), k: normed(k, "attn_k_norm"), v: values };
}
