import type { ActivationFunction, Activations } from "../graph/activations.ts";
import type { AttentionLayer, Projections } from "../graph/decoder-graph.ts";
import type { EncoderGraph } from "../graph/encoder-graph.ts";
import { experts } from "../graph/experts.ts";
import { type LayerNames, namesOfLayer, projectApart, projectTogether } from "../graph/heads.ts";
import { silu } from "../graph/operators.ts";
import { alibiSlopes } from "./alibi.ts";
import type { EncoderArchitecture } from "./architecture.ts";
import type { Hyperparameters } from "./hyperparameters.ts";
import { attentionSizes, projectionWidths } from "./pre-norm-decoder.ts";
import { readRope } from "./rope.ts";
import { hasExperts, readRouting, readWeighting } from "./routing.ts";

/** What the models were trained with; llama.cpp computes the tanh approximation. */
export const exactGelu: ActivationFunction = { kind: "gelu_erf" };

/** What sets the families of this shape apart. */
interface BertFamily {
  /** Whether tokens have an embedding of their place. */
  readonly hasPositions?: boolean;
  readonly attention?: Partial<AttentionLayer>;
  readonly feedForward: (x: Activations, w: LayerNames, layer: number) => Activations;
}

/** The encoder of BERT (Devlin et al. 2018, arXiv 1810.04805): each part followed by a norm of the sum with its input. */
function postNormEncoder(g: EncoderGraph, sizes: Hyperparameters, family: BertFamily): void {
  let x = g.embed();
  if (g.has("token_types")) x = g.add(x, g.embedTokenTypes());
  if (family.hasPositions) x = g.add(x, g.embedPositions());
  x = g.layerNorm(x, "token_embd_norm");
  for (let layer = 0; layer < sizes.blockCount; layer++) {
    const w = namesOfLayer(layer);
    const heads = { ...attentionSizes(sizes, layer), ...family.attention };
    const attended = g.linear(g.attention(heads, normedProjections(g, x, w, heads)), w("attn_output"));
    let y = g.layerNorm(g.add(attended, x), w("attn_output_norm"));
    if (g.has(w("attn_norm_2"))) y = g.layerNorm(g.add(y, x), w("attn_norm_2"));
    x = g.layerNorm(g.add(family.feedForward(y, w, layer), y), w("layer_output_norm"));
  }
  g.head(x);
}

/** Projections, with a norm over all heads of q and of k where the file has it. */
function normedProjections(
  g: EncoderGraph,
  x: Activations,
  w: LayerNames,
  heads: ReturnType<typeof attentionSizes>,
): Projections {
  if (!g.has(w("attn_q_norm"))) return projectTogether(g, x, w);
  const { q, k, v } = projectApart(g, x, w, projectionWidths(heads));
  return { q: g.layerNorm(q, w("attn_q_norm")), k: g.layerNorm(k, w("attn_k_norm")), v };
}

const plainFeedForward = (g: EncoderGraph) => (x: Activations, w: LayerNames) =>
  g.feedForward(x, { up: w("ffn_up"), down: w("ffn_down") }, exactGelu);

/** BERT, MiniLM, BGE and others; RoBERTa's kin, whose converted files have their first two positions cut off. */
export const bert: EncoderArchitecture = (g, sizes) => {
  postNormEncoder(g, sizes, { hasPositions: true, feedForward: plainFeedForward(g) });
};

/** Nomic Embed (Nussbaum et al. 2024, arXiv 2402.01613): rotary positions; gates, or in its second version experts. */
export const nomicBert: EncoderArchitecture = (g, sizes, keys) => {
  const routing = hasExperts(keys) ? readRouting(keys, readWeighting(keys, "softmax")) : undefined;
  postNormEncoder(g, sizes, {
    attention: { rope: readRope(keys, { dim: sizes.ropeDim, theta: sizes.ropeTheta, interleaved: false }) },
    feedForward: (x, w, layer) => {
      if (routing && g.has(w("ffn_gate_inp"))) return experts(g, x, w, { ...routing[layer]!, activation: exactGelu });
      if (!g.has(w("ffn_gate"))) return plainFeedForward(g)(x, w);
      return g.gatedFeedForward(x, { gate: w("ffn_gate"), up: w("ffn_up"), down: w("ffn_down") }, silu);
    },
  });
};

/** Jina Embeddings 2 (Günther et al. 2023, arXiv 2310.19923): ALiBi in both directions, gated feed-forward networks. */
export const jinaBertV2: EncoderArchitecture = (g, sizes, keys) => {
  const width = keys.integer("feed_forward_length", 1, 1 << 24);
  postNormEncoder(g, sizes, {
    attention: { slopes: alibiSlopes(sizes.headCounts[0] ?? 0, 8) },
    feedForward: (x, w) => {
      const isGated = g.has(w("ffn_gate")) || g.weights.rowsOf(`${w("ffn_up")}.weight`) !== width;
      if (!isGated) return plainFeedForward(g)(x, w);
      return g.gatedFeedForward(x, { gate: w("ffn_gate"), up: w("ffn_up"), down: w("ffn_down") }, exactGelu);
    },
  });
};

/** Jina Embeddings 3: XLM-RoBERTa with rotary positions. */
export const jinaBertV3: EncoderArchitecture = (g, sizes, keys) => {
  postNormEncoder(g, sizes, {
    attention: { rope: readRope(keys, { dim: sizes.ropeDim, theta: sizes.ropeTheta, interleaved: false }) },
    feedForward: plainFeedForward(g),
  });
};
