import type { Activations } from "./activations.ts";
import type { DecoderGraph, Projections } from "./decoder-graph.ts";
import { expectWidth } from "./operators.ts";

/** Gives the name of a layer's tensor: `w("attn_q")` is `blk.3.attn_q`. */
export type LayerNames = (name: string) => string;

export const namesOfLayer =
  (layer: number): LayerNames =>
  (name) =>
    `blk.${layer}.${name}`;

/** Queries, keys and values of a layer, side by side in one value where its tensors allow that. */
export function projectTogether(g: DecoderGraph, x: Activations, w: LayerNames): Projections {
  if (g.has(w("attn_qkv"))) return { q: projectFused(g, x, w) };
  const names = ["attn_q", "attn_k", "attn_v"].map(w);
  const weights = names.map((name) => `${name}.weight`);
  if (g.weights.stackable(weights)) return { q: g.weights.linear(x, weights) };
  const [q, k, v] = names.map((name) => g.linear(x, name));
  return { q: q!, k, v };
}

/** Queries, keys and values, each by itself, with heads of so many channels. */
export function projectApart(
  g: DecoderGraph,
  x: Activations,
  w: LayerNames,
  widths: { readonly q: number; readonly k: number; readonly v: number },
): { readonly q: Activations; readonly k: Activations; readonly v: Activations } {
  const [q, k, v] = g.has(w("attn_qkv"))
    ? g.split(projectFused(g, x, w), [widths.q, widths.k, widths.v])
    : g.project(x, ["attn_q", "attn_k", "attn_v"].map(w));
  return { q: q!, k: k!, v: v! };
}

/** The product with queries, keys and values as one tensor, whose biases may be three. */
function projectFused(g: DecoderGraph, x: Activations, w: LayerNames): Activations {
  const y = g.linear(x, w("attn_qkv"));
  const biases = ["attn_q", "attn_k", "attn_v"].map((name) => `${w(name)}.bias`);
  if (g.weights.has(`${w("attn_qkv")}.bias`) || !biases.every((name) => g.weights.has(name))) return y;
  const bias = g.concat(biases.map((name) => g.weights.vector(name)));
  expectWidth("what biases are added to", y, bias.width);
  return { ...g.graph.apply("Add", [y, bias]), width: y.width };
}
