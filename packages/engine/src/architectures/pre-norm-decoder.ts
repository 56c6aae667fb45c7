import type { ActivationFunction, Activations } from "../graph/activations.ts";
import type { AttentionLayer, DecoderGraph, Projections } from "../graph/decoder-graph.ts";
import { type LayerNames, namesOfLayer, projectApart, projectTogether } from "../graph/heads.ts";
import { silu } from "../graph/operators.ts";
import type { Hyperparameters } from "./hyperparameters.ts";
import type { Rope } from "./rope.ts";

/** Normalises the heads, `width` wide each, by the tensor of that name. */
type HeadNorm = (x: Activations, name: string, width: number) => Activations;

/** What sets the families of this shape apart. Biases are used where the file has them. */
export interface PreNormFamily {
  /** Absent where nothing rotates. */
  readonly rope?: Rope | undefined;
  /** Whether each head of q and k is normalised before it is rotated. */
  readonly hasHeadNorms?: boolean;
  /** The norm that does that, where it is no RMSNorm. */
  readonly headNorm?: HeadNorm;
  /** What a layer's attention has besides sizes and rotation. */
  readonly attention?: (layer: number) => Partial<AttentionLayer>;
  /** What replaces a layer's attention and its output projection; undefined keeps them. */
  readonly mixer?: (x: Activations, w: LayerNames, layer: number) => Activations | undefined;
  /** What replaces a layer's feed-forward network. */
  readonly feedForward?: (x: Activations, w: LayerNames, layer: number) => Activations;
  /** What the norm before the feed-forward network is called; `ffn_norm` by default. */
  readonly feedForwardNorm?: string;
  readonly activation?: ActivationFunction;
  readonly norm?: (x: Activations, name: string) => Activations;
  /** Whether there are norms before each part; some families have them only behind. */
  readonly hasNormsBefore?: boolean;
  readonly outputNorm?: string;
  /** A norm of the embeddings. */
  readonly embeddingNorm?: string;
  /** What embeddings and what each part adds are multiplied by. */
  readonly embeddingScale?: number;
  readonly residualScale?: number;
  /** What is done with the logits. */
  readonly finish?: (logits: Activations) => Activations;
}

/**
 * The decoder that Llama made common: blocks of grouped-query attention with rotary positions and a gated feed-forward
 * network, each behind a norm.
 */
export function preNormDecoder(g: DecoderGraph, sizes: Hyperparameters, family: PreNormFamily): void {
  const { norm = (x, name) => g.rmsNorm(x, name), embeddingScale = 1, residualScale = 1 } = family;
  const mix = (x: Activations, w: LayerNames, layer: number) =>
    family.mixer?.(x, w, layer) ?? attentionBlock(g, sizes, family, x, w, layer);
  const { feedForward = (x, w) => denseFeedForward(g, x, w, family.activation) } = family;
  const before = family.hasNormsBefore === false ? (x: Activations) => x : norm;
  const embedded = g.embed();
  let x = g.scale(family.embeddingNorm ? norm(embedded, family.embeddingNorm) : embedded, embeddingScale);
  for (let layer = 0; layer < sizes.blockCount; layer++) {
    const w = namesOfLayer(layer);
    x = g.add(x, g.scale(mix(before(x, w("attn_norm")), w, layer), residualScale));
    x = g.add(x, g.scale(feedForward(before(x, w(family.feedForwardNorm ?? "ffn_norm")), w, layer), residualScale));
  }
  g.head(norm(x, family.outputNorm ?? "output_norm"), family.finish);
}

/** A layer's attention with its projections. */
export function attentionBlock(
  g: DecoderGraph,
  sizes: Hyperparameters,
  family: Pick<PreNormFamily, "rope" | "hasHeadNorms" | "headNorm" | "attention">,
  x: Activations,
  w: LayerNames,
  layer: number,
): Activations {
  const heads = attentionSizes(sizes, layer);
  const projections = family.hasHeadNorms ? normedHeads(g, x, w, heads, family.headNorm) : projectTogether(g, x, w);
  const attended = g.attention({ ...heads, rope: family.rope, ...family.attention?.(layer) }, projections);
  return g.linear(attended, w("attn_output"));
}

/** A layer's heads, as the file's keys give them. */
export function attentionSizes(sizes: Hyperparameters, layer: number) {
  return {
    layer,
    heads: sizes.headCounts[layer]!,
    kvHeads: sizes.headCountsKv[layer]!,
    keyDim: sizes.keyLength,
    valueDim: sizes.valueLength,
  };
}

type Heads = ReturnType<typeof attentionSizes>;

/** Widths of a layer's projections. */
export function projectionWidths({ heads, kvHeads, keyDim, valueDim }: Heads) {
  return { q: heads * keyDim, k: kvHeads * keyDim, v: kvHeads * valueDim };
}

/** Projections with a norm of each head of q and k. */
export function normedHeads(
  g: DecoderGraph,
  x: Activations,
  w: LayerNames,
  heads: Heads,
  norm: HeadNorm = (y, name) => g.groupRmsNorm(y, name),
): Projections {
  const { q, k, v } = projectApart(g, x, w, projectionWidths(heads));
  return { q: norm(q, w("attn_q_norm"), heads.keyDim), k: norm(k, w("attn_k_norm"), heads.keyDim), v };
}

/** The layer's gated feed-forward network. */
export function denseFeedForward(g: DecoderGraph, x: Activations, w: LayerNames, f = silu): Activations {
  return g.gatedFeedForward(x, { gate: w("ffn_gate"), up: w("ffn_up"), down: w("ffn_down") }, f);
}
