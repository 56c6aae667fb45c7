import { silu } from "../graph/operators.ts";
import type { EncoderArchitecture } from "./architecture.ts";
import { exactGelu } from "./bert.ts";
import { denseFeedForward, preNormDecoder } from "./pre-norm-decoder.ts";
import { readRope } from "./rope.ts";
import { symmetric } from "./symmetric.ts";
import { windowedLayers, windowLength } from "./windows.ts";

/**
 * ModernBERT (Warner et al. 2024, arXiv 2412.13663): norms before each part, gates, and two layers with windows and a
 * rotation of their own behind each one that looks at all tokens.
 */
export const modernBert: EncoderArchitecture = (g, sizes, keys) => {
  const globalRope = readRope(keys, { dim: sizes.ropeDim, theta: sizes.ropeTheta, interleaved: false });
  const localRope = { ...globalRope, theta: keys.positive("rope.freq_base_swa", 10000) };
  const window = windowLength(keys);
  const isLocal = windowedLayers(keys, sizes.blockCount, 3, true);
  const activation = keys.string("hidden_activation", "gelu") === "silu" ? silu : exactGelu;
  g.classifier(exactGelu, "mean");
  preNormDecoder(g, sizes, {
    rope: globalRope,
    embeddingNorm: "token_embd_norm",
    // The first layer's attention reads what is normalised already.
    norm: (x, name) => (name === "blk.0.attn_norm" && !g.has(name) ? x : g.layerNorm(x, name)),
    attention: (layer) => (window && isLocal[layer] ? { rope: localRope, ...symmetric(window) } : {}),
    feedForward: (x, w) => denseFeedForward(g, x, w, activation),
  });
};

/** EuroBERT (Boizard et al. 2025, arXiv 2503.05500): Llama's layers in both directions. */
export const eurobert: EncoderArchitecture = (g, sizes, keys) => {
  preNormDecoder(g, sizes, {
    rope: readRope(keys, { dim: sizes.ropeDim, theta: sizes.ropeTheta, interleaved: false }),
  });
};
