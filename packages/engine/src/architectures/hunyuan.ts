import type { Activations } from "../graph/activations.ts";
import type { DecoderGraph, Projections } from "../graph/decoder-graph.ts";
import { type LayerNames, projectApart } from "../graph/heads.ts";
import type { Architecture } from "./architecture.ts";
import type { Hyperparameters } from "./hyperparameters.ts";
import type { ModelKeys } from "./model-keys.ts";
import { attentionSizes, preNormDecoder, projectionWidths } from "./pre-norm-decoder.ts";
import { type Rope, readRope } from "./rope.ts";

/** Hunyuan, dense (Tencent 2025): Llama's shape; heads are normalised behind their rotation by halves. */
export const hunyuanDense: Architecture = (g, sizes, keys) => {
  const options = {
    dim: sizes.ropeDim,
    theta: scaledTheta(sizes, keys),
    interleaved: false,
    factors: "rope_freqs.weight",
  };
  const rope = readRope(keys, options);
  preNormDecoder(g, sizes, {
    mixer: (x, w, layer) => {
      const heads = attentionSizes(sizes, layer);
      const { q, k, v } = projectApart(g, x, w, projectionWidths(heads));
      const projections = { ...rotatedAndNormed(g, q, k, w, rope, heads.keyDim), v };
      return g.linear(g.attention({ ...heads, rope, isRotated: true }, projections), w("attn_output"));
    },
  });
};

/**
 * Scores are sums of products channel by channel, so the weights of the keys' norm can count in the queries: then keys
 * stay what can be turned when a context shifts.
 */
function rotatedAndNormed(
  g: DecoderGraph,
  q: Activations,
  k: Activations,
  w: LayerNames,
  rope: Rope,
  keyDim: number,
): Omit<Projections, "v"> {
  const queries = g.groupRmsNorm(g.rotate(q, rope, keyDim), w("attn_q_norm"));
  return {
    q: g.inGroups(queries, keyDim, (head) => g.scaleBy(head, `${w("attn_k_norm")}.weight`)),
    k: g.inGroups(g.rotate(k, rope, keyDim), keyDim, (head) => g.rmsNorm(head)),
  };
}

/** The base of frequencies for contexts that are longer by α, where the file doesn't give that base itself. */
function scaledTheta({ ropeTheta, keyLength }: Hyperparameters, keys: ModelKeys): number {
  const alpha = keys.number("rope.scaling.alpha", 0);
  return alpha > 0 && keyLength > 2 ? ropeTheta * alpha ** (keyLength / (keyLength - 2)) : ropeTheta;
}
