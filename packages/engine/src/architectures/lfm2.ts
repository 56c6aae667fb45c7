import type { Activations } from "../graph/activations.ts";
import type { DecoderGraph } from "../graph/decoder-graph.ts";
import type { LayerNames } from "../graph/heads.ts";
import { shortConv } from "../graph/recurrent.ts";
import type { Architecture } from "./architecture.ts";
import type { Hyperparameters } from "./hyperparameters.ts";
import { mixture } from "./mixture.ts";
import type { ModelKeys } from "./model-keys.ts";
import { type PreNormFamily, preNormDecoder } from "./pre-norm-decoder.ts";
import { readRope } from "./rope.ts";
import { readRouting, readWeighting } from "./routing.ts";
import { windowLength } from "./windows.ts";

/** LFM2 (Liquid AI 2025, arXiv 2511.23404): most layers mix tokens by gated short convolutions, the others by attention. */
export const lfm2: Architecture = (g, sizes, keys) => {
  const window = windowLength(keys);
  preNormDecoder(g, sizes, { ...convolutional(g, sizes, keys), attention: () => ({ window }) });
};

/** LFM2 with experts behind the first layers. */
export const lfm2moe: Architecture = (g, sizes, keys) => {
  const routing = readRouting(keys, { ...readWeighting(keys, "sigmoid"), isNormalised: true });
  const feedForward = mixture(g, routing);
  preNormDecoder(g, sizes, { ...convolutional(g, sizes, keys), feedForward });
};

/** A layer without heads of keys is a convolution. */
function convolutional(g: DecoderGraph, sizes: Hyperparameters, keys: ModelKeys): PreNormFamily {
  if (!keys.boolean("attention.causal", true))
    throw keys.error("attention.causal", "is false: no model that writes text");
  return {
    rope: readRope(keys, { dim: sizes.ropeDim, theta: sizes.ropeTheta, interleaved: false }),
    hasHeadNorms: true,
    mixer: (x, w, layer) => (sizes.headCountsKv[layer] === 0 ? gatedConvolution(g, x, w, layer) : undefined),
    // The name that files have by a mistake.
    outputNorm: g.has("token_embd_norm") ? "token_embd_norm" : "output_norm",
  };
}

/** out(c · conv(b · x)), where b, c and x are projections of the input. */
function gatedConvolution(g: DecoderGraph, input: Activations, w: LayerNames, layer: number): Activations {
  const projected = g.linear(input, w("shortconv.in_proj"));
  const third = projected.width / 3;
  const [b, c, x] = g.split(projected, [third, third, third]);
  const mixed = shortConv(g, g.multiply(b!, x!), { layer, name: w("shortconv.conv"), isActivated: false });
  return g.linear(g.multiply(c!, mixed), w("shortconv.out_proj"));
}
