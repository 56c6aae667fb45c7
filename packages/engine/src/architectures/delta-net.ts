import type { Activations } from "../graph/activations.ts";
import type { DecoderGraph } from "../graph/decoder-graph.ts";
import type { LayerNames } from "../graph/heads.ts";
import { silu } from "../graph/operators.ts";
import { type DeltaSizes, gatedDelta, shortConv } from "../graph/recurrent.ts";
import type { ModelKeys } from "./model-keys.ts";

export type DeltaHeads = Pick<DeltaSizes, "keyHeads" | "keyDim" | "valueHeads" | "valueDim" | "repeat">;

/** The heads of a gated delta net, which files describe as they do those of Mamba. */
export function readDeltaHeads(keys: ModelKeys, repeat: DeltaHeads["repeat"]): DeltaHeads {
  const dim = keys.integer("ssm.state_size", 1, 1 << 12);
  const [keyHeads, valueHeads] = ["ssm.group_count", "ssm.time_step_rank"].map((name) =>
    keys.integer(name, 1, 1 << 10),
  );
  if (valueHeads! % keyHeads! !== 0)
    throw keys.error("ssm.time_step_rank", `is no multiple of ${keyHeads} heads of keys`);
  const inner = keys.integer("ssm.inner_size", 1, 1 << 20);
  if (inner !== dim * valueHeads!) throw keys.error("ssm.inner_size", `is ${inner}, not ${valueHeads} heads of ${dim}`);
  return { keyHeads: keyHeads!, keyDim: dim, valueHeads: valueHeads!, valueDim: dim, repeat };
}

/** Projections of a layer's input. */
export interface DeltaProjections {
  /** Queries, keys and values side by side. */
  readonly qkv: Activations;
  /** What the output is gated by. */
  readonly gate: Activations;
  /** One per head of values: how much is learned and forgotten, before their functions. */
  readonly beta: Activations;
  readonly alpha: Activations;
}

/**
 * A layer of Gated DeltaNet (Yang et al. 2024, arXiv 2412.06464, section 3.4): a short convolution, the delta rule with
 * normalised queries and keys, and a gated norm of each head's output.
 */
export function deltaNet(
  g: DecoderGraph,
  w: LayerNames,
  layer: number,
  heads: DeltaHeads,
  { qkv, gate, beta, alpha }: DeltaProjections,
): Activations {
  const { keyHeads, keyDim, valueHeads, valueDim } = heads;
  const mixed = shortConv(g, qkv, { layer, name: w("ssm_conv1d"), isActivated: true });
  const [qk, v] = g.split(mixed, [2 * keyHeads * keyDim, valueHeads * valueDim]);
  const normed = g.inGroups(qk!, keyDim, (head) => g.l2Norm(head));
  const [q, k] = g.split(normed, [keyHeads * keyDim, keyHeads * keyDim]);
  const step = g.activation(g.shiftBy(alpha, `${w("ssm_dt")}.bias`), { kind: "softplus" });
  const inputs = {
    q: q!,
    k: k!,
    v: v!,
    decay: g.scaleBy(step, w("ssm_a")),
    beta: g.activation(beta, { kind: "sigmoid" }),
  };
  const y = gatedDelta(g, { layer, ...heads }, inputs);
  return g.linear(g.activation(gate, silu, g.groupRmsNorm(y, w("ssm_norm"))), w("ssm_out"));
}
