import type { DecoderGraph } from "../graph/decoder-graph.ts";
import type { Architecture } from "./architecture.ts";
import { deltaNet, readDeltaHeads } from "./delta-net.ts";
import { gatedAttention } from "./gated-attention.ts";
import type { Hyperparameters } from "./hyperparameters.ts";
import { mixture } from "./mixture.ts";
import type { ModelKeys } from "./model-keys.ts";
import { type PreNormFamily, preNormDecoder } from "./pre-norm-decoder.ts";
import { readRope } from "./rope.ts";
import { readRouting } from "./routing.ts";

/**
 * Qwen3.5 and 3.6: a gated delta net in most layers, gated attention in every fourth. The sections of the rotation all
 * turn alike where there is only text.
 */
export const qwen35: Architecture = (g, sizes, keys) => preNormDecoder(g, sizes, hybrid(g, sizes, keys));

/** The same with experts, and with one that all tokens use by its gate. */
export const qwen35moe: Architecture = (g, sizes, keys) => {
  const routing = readRouting(keys, { gating: "softmax", isNormalised: true });
  preNormDecoder(g, sizes, { ...hybrid(g, sizes, keys), feedForward: mixture(g, routing) });
};

function hybrid(g: DecoderGraph, sizes: Hyperparameters, keys: ModelKeys): PreNormFamily {
  const rope = readRope(keys, { dim: sizes.ropeDim, theta: sizes.ropeTheta, interleaved: false });
  const heads = readDeltaHeads(keys, "tiled");
  return {
    rope,
    feedForwardNorm: "post_attention_norm",
    mixer: (x, w, layer) => {
      if (!g.has(w("ssm_conv1d"))) return gatedAttention(g, sizes, rope, x, w, layer);
      const [qkv, gate] = g.project(x, ["attn_qkv", "attn_gate"].map(w));
      const [beta, alpha] = g.project(x, ["ssm_beta", "ssm_alpha"].map(w));
      return deltaNet(g, w, layer, heads, { qkv: qkv!, gate: gate!, beta: beta!, alpha: alpha! });
    },
  };
}
