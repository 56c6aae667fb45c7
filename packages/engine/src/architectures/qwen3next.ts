import type { Activations } from "../graph/activations.ts";
import type { DecoderGraph } from "../graph/decoder-graph.ts";
import type { LayerNames } from "../graph/heads.ts";
import type { Architecture } from "./architecture.ts";
import { type DeltaHeads, deltaNet, readDeltaHeads } from "./delta-net.ts";
import { gatedAttention } from "./gated-attention.ts";
import { mixture } from "./mixture.ts";
import { preNormDecoder } from "./pre-norm-decoder.ts";
import { readRope } from "./rope.ts";
import { readRouting } from "./routing.ts";

/** Qwen3-Next, the first of the line that Qwen3.5 goes on with: projections lie by heads of keys. */
export const qwen3next: Architecture = (g, sizes, keys) => {
  const rope = readRope(keys, { dim: sizes.ropeDim, theta: sizes.ropeTheta, interleaved: false });
  const routing = readRouting(keys, { gating: "softmax", isNormalised: true });
  const heads = readDeltaHeads(keys, "interleaved");
  preNormDecoder(g, sizes, {
    rope,
    feedForwardNorm: "post_attention_norm",
    feedForward: mixture(g, routing),
    mixer: (x, w, layer) => {
      if (!g.has(w("ssm_conv1d"))) return gatedAttention(g, sizes, rope, x, w, layer);
      const each = heads.valueHeads / heads.keyHeads;
      const [beta, alpha] = byKeyHead(g, g.linear(x, w("ssm_ba")), heads, [each, each]);
      return deltaNet(g, w, layer, heads, { ...project(g, x, w, heads), beta: beta!, alpha: alpha! });
    },
  });
};

/** Queries, keys, values and gates: in two tensors, or by heads of keys in one, as older files have them. */
function project(g: DecoderGraph, x: Activations, w: LayerNames, heads: DeltaHeads) {
  if (g.has(w("attn_qkv"))) {
    const [qkv, gate] = g.project(x, ["attn_qkv", "attn_gate"].map(w));
    return { qkv: qkv!, gate: gate! };
  }
  const values = (heads.valueDim * heads.valueHeads) / heads.keyHeads;
  const parts = byKeyHead(g, g.linear(x, w("ssm_in")), heads, [heads.keyDim, heads.keyDim, values, values]);
  return { qkv: g.concat(parts.slice(0, 3)), gate: parts[3]! };
}

/** Takes apart what lies side by side in each head of keys. */
function byKeyHead(
  g: DecoderGraph,
  x: Activations,
  { keyHeads }: DeltaHeads,
  widths: readonly number[],
): Activations[] {
  return g.splitGroups(x, keyHeads, widths).map((part) => g.joinGroups(part, keyHeads));
}
