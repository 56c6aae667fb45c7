import type { Activations } from "./activations.ts";
import type { AttentionLayer, DecoderGraph, Projections } from "./decoder-graph.ts";
import { ArchitectureError } from "./error.ts";
import { expectWidth } from "./operators.ts";
import type { KeyValueState } from "./state.ts";

/** Attention by Cria's own operator (`native/operators/attention.h`). */
export function attention(g: DecoderGraph, layer: AttentionLayer, { q, k, v }: Projections): Activations {
  const { heads, kvHeads, keyDim, valueDim, shares } = layer;
  checkProjections(layer, { q, k, v });
  const state = stateOf(g, layer);
  const { past, present } = g.declareState(state);
  const { cos, sin } = layer.rope && !layer.isRotated ? g.rotation(layer.rope) : {};
  const base = state.window === undefined ? undefined : g.windowBase;
  const isShared = shares !== undefined;
  // Layers that share keys and values read what the other layer has written in the same run.
  const cache = isShared ? present.map((name) => ({ name })) : past;
  const [output, ...replaced] = g.graph.node(
    "Attention",
    [q, k, v, ...cache, g.lengths, cos, sin, base, layer.sinks],
    {
      heads,
      kv_heads: kvHeads,
      interleaved: layer.rope?.interleaved ? 1 : 0,
      scale: { float: layer.scale ?? 1 / Math.sqrt(keyDim) },
      window: layer.window ?? 0,
      chunked: layer.isChunked ? 1 : 0,
      softcap: { float: layer.softcap ?? 0 },
      shared: isShared ? 1 : 0,
    },
    isShared ? 1 : [`attention.${layer.layer}`, ...present],
  );
  if (!isShared) g.keepState(state, replaced);
  return { ...output!, width: heads * valueDim };
}

/** Attention by ONNX Runtime's operator: what Cria's is compared with. */
export function groupQueryAttention(g: DecoderGraph, layer: AttentionLayer, { q, k, v }: Projections): Activations {
  const { heads, kvHeads, keyDim, valueDim, rope } = layer;
  checkProjections(layer, { q, k, v });
  const isPlain = layer.window === undefined && !layer.softcap && !layer.sinks && layer.shares === undefined;
  if (!isPlain || keyDim !== valueDim || !rope || layer.isRotated) {
    throw new ArchitectureError("this kind of attention is computed by Cria's own operators only");
  }
  const state = stateOf(g, layer);
  const { past, present } = g.declareState(state);
  const { cos, sin } = g.rotation(rope);
  const interleaved = rope.interleaved ? 1 : 0;
  // It rotates by itself only heads and tables of certain widths.
  const isFused = keyDim % 16 === 0 && (rope.dim / 2) % 8 === 0;
  const parts = k ? { q, k, v } : separate(g, layer, q);
  const [output, ...replaced] = g.graph.node(
    "GroupQueryAttention",
    [
      ...(isFused ? [parts.q, parts.k] : [parts.q, parts.k!].map((x) => g.rotate(x, rope, keyDim))),
      parts.v,
      ...past,
      g.lengths,
      g.totalLength,
      ...(isFused ? [cos, sin] : []),
    ],
    {
      num_heads: heads,
      kv_num_heads: kvHeads,
      do_rotary: isFused ? 1 : 0,
      rotary_interleaved: interleaved,
      scale: { float: layer.scale ?? 1 / Math.sqrt(keyDim) },
    },
    [`attention.${layer.layer}`, ...present],
  );
  g.keepState(state, replaced);
  return { ...output!, width: heads * valueDim };
}

/** Queries, keys and values that lie side by side. */
export function separate(g: DecoderGraph, { heads, kvHeads, keyDim, valueDim }: AttentionLayer, packed: Activations) {
  const [q, k, v] = g.split(packed, [heads * keyDim, kvHeads * keyDim, kvHeads * valueDim]);
  return { q: q!, k: k!, v: v! };
}

function stateOf(
  g: DecoderGraph,
  { layer, kvHeads, keyDim, valueDim, window, rope, shares }: AttentionLayer,
): KeyValueState {
  const name = String(shares ?? layer);
  const own: KeyValueState = { kind: "keys-values", name, kvHeads, keyDim, valueDim, window, rope };
  if (shares === undefined) return own;
  const other = g.states.find((state): state is KeyValueState => state.kind === "keys-values" && state.name === name);
  if (!other) throw new ArchitectureError(`layer ${layer} shares keys and values that layer ${shares} doesn't have`);
  if (other.kvHeads !== kvHeads || other.keyDim !== keyDim || other.valueDim !== valueDim || other.window !== window) {
    throw new ArchitectureError(`layer ${layer} shares keys and values of another shape with layer ${shares}`);
  }
  return other;
}

/** Throws ArchitectureError where projections are not as wide as the layer's heads are. */
export function checkProjections(
  { layer, heads, kvHeads, keyDim, valueDim, shares }: AttentionLayer,
  { q, k, v }: Projections,
): void {
  if (heads < 1 || kvHeads < 1) throw new ArchitectureError(`layer ${layer} has attention without heads`);
  const [queries, keys, values] = [heads * keyDim, kvHeads * keyDim, kvHeads * valueDim];
  const what = `layer ${layer}'s projection of`;
  if (shares !== undefined) {
    expectWidth(`${what} queries`, q, queries);
  } else if (k && v) {
    expectWidth(`${what} queries`, q, queries);
    expectWidth(`${what} keys`, k, keys);
    expectWidth(`${what} values`, v, values);
  } else {
    expectWidth(`${what} queries, keys and values`, q, queries + keys + values);
  }
}
