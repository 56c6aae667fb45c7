import { projectTogether } from "../graph/heads.ts";
import { silu } from "../graph/operators.ts";
import type { Architecture } from "./architecture.ts";
import { attentionSizes, preNormDecoder } from "./pre-norm-decoder.ts";
import { readRope } from "./rope.ts";

/** BitNet b1.58 (Ma et al. 2024, arXiv 2402.17764): ternary weights, so both last projections have a norm before them. */
export const bitnet: Architecture = (g, sizes, keys) => {
  const rope = readRope(keys, { dim: sizes.ropeDim, theta: sizes.ropeTheta, interleaved: false });
  preNormDecoder(g, sizes, {
    mixer: (x, w, layer) => {
      const attended = g.attention({ ...attentionSizes(sizes, layer), rope }, projectTogether(g, x, w));
      return g.linear(g.rmsNorm(attended, w("attn_sub_norm")), w("attn_output"));
    },
    feedForward: (x, w) => {
      const [gates, values] = g.project(x, ["ffn_gate", "ffn_up"].map(w));
      return g.linear(g.rmsNorm(g.activation(gates!, silu, values!), w("ffn_sub_norm")), w("ffn_down"));
    },
  });
};
