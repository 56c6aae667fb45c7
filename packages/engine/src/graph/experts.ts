import type { ActivationFunction, Activations } from "./activations.ts";
import type { DecoderGraph } from "./decoder-graph.ts";
import { ArchitectureError } from "./error.ts";
import type { Value } from "./graph.ts";
import type { LayerNames } from "./heads.ts";
import { expectWidth, silu } from "./operators.ts";

/** How a router's logits become weights: of all experts, or of the chosen ones only. */
export type Gating = "softmax" | "sigmoid" | "sqrt_softplus" | "softmax_after" | "sigmoid_after";

export interface Routing {
  /** Experts of each token. */
  readonly used: number;
  readonly gating: Gating;
  /** Whether the weights of the chosen experts sum up to 1. */
  readonly isNormalised: boolean;
  /** What weights are multiplied by. */
  readonly scale?: number;
  /** Groups that experts are chosen from, and how many of them. */
  readonly groups?: { readonly count: number; readonly used: number };
}

export interface ExpertOptions extends Routing {
  readonly activation?: ActivationFunction;
  /** The router's logits, where they are not `ffn_gate_inp` of what the experts read. */
  readonly logits?: Activations;
  /** Whether weights count before the experts rather than behind them. */
  readonly isWeighedBefore?: boolean;
  /** A tensor that is added to the scores that choose. */
  readonly bias?: string;
}

const tensorNames = ["ffn_gate_exps", "ffn_up_exps", "ffn_gate_up_exps", "ffn_down_exps"];

/** Mixture of experts: Σ_e weight_e · expert_e(x) over the experts that the router chooses for a token. */
export function experts(g: DecoderGraph, x: Activations, w: LayerNames, options: ExpertOptions): Activations {
  const logits = options.logits ?? g.linear(x, w("ffn_gate_inp"));
  for (const name of tensorNames.map(w).filter((name) => g.has(name))) {
    const count = g.weights.expertCount(`${name}.weight`);
    if (count !== logits.width) {
      throw new ArchitectureError(`a router chooses from ${logits.width} experts, and ${name}.weight has ${count}`);
    }
  }
  const { ids, weights } = route(g, logits, options);
  const { used } = options;
  const each = options.isWeighedBefore ? weighed(g, x, weights, used) : x;
  const done = expertNetworks(g, each, ids, w, options.activation ?? silu);
  const share = options.isWeighedBefore ? ones(g, weights) : weights;
  return { ...g.graph.apply("WeightedSum", [done, share]), width: done.width };
}

/** The experts of each token and their weights, each `[batch, rows, used]`. */
function route(g: DecoderGraph, logits: Activations, { bias, ...routing }: ExpertOptions) {
  const { used, gating, isNormalised, scale = 1, groups } = routing;
  if (used < 1 || used > logits.width)
    throw new ArchitectureError(`${used} of ${logits.width} experts can't be chosen`);
  const added = bias === undefined ? undefined : g.weights.vector(bias);
  if (added) expectWidth(`tensor ${bias}`, added, logits.width);
  const [ids, weights] = g.graph.node(
    "Route",
    [logits, added],
    {
      used,
      gating,
      normalise: isNormalised ? 1 : 0,
      scale: { float: scale },
      groups: groups?.count ?? 1,
      groups_used: groups?.used ?? 1,
    },
    2,
  );
  return { ids: ids!, weights: weights! };
}

/** down(f(gate(x)) · up(x)) of each token's experts, or down(f(up(x))) where they have no gates. */
function expertNetworks(
  g: DecoderGraph,
  x: Activations,
  ids: Value,
  w: LayerNames,
  f: ActivationFunction,
): Activations {
  const [gate, up, both, down] = tensorNames.map(w);
  const product = (input: Activations, names: readonly string[], function_?: ActivationFunction) =>
    scaled(
      g,
      g.weights.expertLinear(
        input,
        names.map((name) => `${name}.weight`),
        ids,
        function_,
      ),
      names[0]!,
      ids,
    );
  if (g.has(both!)) return product(product(x, [both!]), [down!], f);
  if (!g.has(gate!)) return product(g.activation(product(x, [up!]), f), [down!]);
  const names = [gate!, up!];
  const hidden = g.weights.expertsStackable(names.map((name) => `${name}.weight`))
    ? product(x, names)
    : g.concat(names.map((name) => product(x, [name])));
  return product(hidden, [down!], f);
}

/** Products times their expert's scale, where a quantisation like NVFP4 has one. */
function scaled(g: DecoderGraph, y: Activations, name: string, ids: Value): Activations {
  if (!g.weights.has(`${name}.scale`)) return y;
  const scales = g.weights.vector(`${name}.scale`);
  expectWidth(`tensor ${name}.scale`, scales, g.weights.expertCount(`${name}.weight`));
  const own = g.graph.apply("Gather", [scales, ids], { axis: 0 });
  return g.multiply(y, g.reshape(own, [0, 0, 0, 1], 1));
}

/** 1 for each weight. */
function ones(g: DecoderGraph, weights: Value): Value {
  return g.graph.apply("Add", [g.graph.apply("Mul", [weights, g.graph.scalar(0)]), g.graph.scalar(1)]);
}

/** x times each expert's weight: `[batch, rows, used, width]`. */
function weighed(g: DecoderGraph, x: Activations, weights: Value, used: number): Activations {
  const rows = g.reshape(x, [0, 0, 1, x.width], x.width);
  return { ...g.graph.apply("Mul", [rows, g.reshape(weights, [0, 0, used, 1], 1)]), width: x.width };
}
