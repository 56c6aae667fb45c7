import type { Activations } from "../graph/activations.ts";
import type { DecoderGraph } from "../graph/decoder-graph.ts";
import { type ExpertOptions, experts, type Routing } from "../graph/experts.ts";
import type { LayerNames } from "../graph/heads.ts";
import { denseFeedForward } from "./pre-norm-decoder.ts";

/**
 * A feed-forward network for {@link preNormDecoder}: a mixture of experts in layers that have a router, with those that
 * all tokens use where the file has them; a dense one in the others. `options`: what is special about its experts.
 */
export function mixture(
  g: DecoderGraph,
  routing: readonly Routing[],
  options: (x: Activations, w: LayerNames) => Partial<ExpertOptions> = () => ({}),
) {
  return (x: Activations, w: LayerNames, layer: number): Activations => {
    if (!g.has(w("ffn_gate_inp"))) return denseFeedForward(g, x, w);
    const bias = w("exp_probs_b.bias");
    const routed = experts(g, x, w, { ...routing[layer]!, ...(g.weights.has(bias) && { bias }), ...options(x, w) });
    return g.has(w("ffn_up_shexp")) ? g.add(routed, sharedExpert(g, x, w)) : routed;
  };
}

/** The experts that all tokens use, as one network; some families weigh them by a gate. */
function sharedExpert(g: DecoderGraph, x: Activations, w: LayerNames): Activations {
  const y = g.gatedFeedForward(x, { gate: w("ffn_gate_shexp"), up: w("ffn_up_shexp"), down: w("ffn_down_shexp") });
  if (!g.has(w("ffn_gate_inp_shexp"))) return y;
  return g.multiply(y, g.activation(g.linear(x, w("ffn_gate_inp_shexp")), { kind: "sigmoid" }));
}
