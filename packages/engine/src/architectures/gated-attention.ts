import type { Activations } from "../graph/activations.ts";
import type { DecoderGraph } from "../graph/decoder-graph.ts";
import { type LayerNames, projectApart } from "../graph/heads.ts";
import type { Hyperparameters } from "./hyperparameters.ts";
import { attentionSizes, projectionWidths } from "./pre-norm-decoder.ts";
import type { Rope } from "./rope.ts";

/** Attention with normalised heads whose output is gated (Qiu et al. 2025, arXiv 2505.06708): q holds the gates, too. */
export function gatedAttention(
  g: DecoderGraph,
  sizes: Hyperparameters,
  rope: Rope,
  x: Activations,
  w: LayerNames,
  layer: number,
): Activations {
  const heads = attentionSizes(sizes, layer);
  const widths = projectionWidths(heads);
  const both = projectApart(g, x, w, { ...widths, q: 2 * widths.q });
  const [q, gate] = g.splitGroups(both.q, heads.heads, [heads.keyDim, heads.keyDim]);
  const projections = {
    q: g.joinGroups(g.rmsNorm(q!, w("attn_q_norm")), heads.heads),
    k: g.groupRmsNorm(both.k, w("attn_k_norm")),
    v: both.v,
  };
  const attended = g.attention({ ...heads, rope }, projections);
  return g.linear(g.activation(g.joinGroups(gate!, heads.heads), { kind: "sigmoid" }, attended), w("attn_output"));
}
