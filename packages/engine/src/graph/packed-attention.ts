import type { Activations } from "./activations.ts";
import { checkProjections } from "./attention.ts";
import type { AttentionLayer, Projections } from "./decoder-graph.ts";
import type { EncoderGraph } from "./encoder-graph.ts";
import { ArchitectureError } from "./error.ts";

/** Keys and values by layer, of layers that have them apart from queries: those of all families that share any. */
export type SharedProjections = Map<
  number,
  { readonly k: Activations; readonly v: Activations; readonly layer: AttentionLayer }
>;

/** Attention within each of several texts (`native/operators/packed-attention.h`). */
export function packedAttention(g: EncoderGraph, layer: AttentionLayer, projections: Projections): Activations {
  const { heads, kvHeads, keyDim, valueDim, shares, rope, slopes } = layer;
  checkProjections(layer, projections);
  const { q, k, v } = shares === undefined ? projections : { q: projections.q, ...sharedBy(g, layer, shares) };
  if (shares === undefined && k && v) g.projections.set(layer.layer, { k, v, layer });
  if (slopes && slopes.length !== heads) throw new ArchitectureError(`${slopes.length} slopes for ${heads} heads`);
  const { cos, sin } = rope && !layer.isRotated ? g.rotation(rope) : {};
  const output = g.graph.apply(
    "PackedAttention",
    [q, k, v, g.textStarts, cos, sin, layer.sinks, slopes && g.graph.floats(slopes)],
    {
      heads,
      kv_heads: kvHeads,
      key_dim: keyDim,
      value_dim: valueDim,
      interleaved: rope?.interleaved ? 1 : 0,
      scale: { float: layer.scale ?? 1 / Math.sqrt(keyDim) },
      ahead: g.isCausal ? 0 : (layer.ahead ?? -1),
      window: layer.window ?? 0,
      chunked: layer.isChunked ? 1 : 0,
      softcap: { float: layer.softcap ?? 0 },
    },
  );
  return { ...output, width: heads * valueDim };
}

function sharedBy(g: EncoderGraph, { layer, kvHeads, keyDim, valueDim }: AttentionLayer, shares: number) {
  const other = g.projections.get(shares);
  if (!other) throw new ArchitectureError(`layer ${layer} shares keys and values that layer ${shares} doesn't have`);
  if (other.layer.kvHeads !== kvHeads || other.layer.keyDim !== keyDim || other.layer.valueDim !== valueDim) {
    throw new ArchitectureError(`layer ${layer} shares keys and values of another shape with layer ${shares}`);
  }
  return { k: other.k, v: other.v };
}
