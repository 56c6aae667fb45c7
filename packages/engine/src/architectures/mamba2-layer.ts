import type { Activations } from "../graph/activations.ts";
import type { DecoderGraph } from "../graph/decoder-graph.ts";
import type { LayerNames } from "../graph/heads.ts";
import { silu } from "../graph/operators.ts";
import { selectiveScan, shortConv } from "../graph/recurrent.ts";
import type { ModelKeys } from "./model-keys.ts";

export interface Mamba2Sizes {
  readonly heads: number;
  readonly headDim: number;
  /** Groups of neighbouring heads that share b and c. */
  readonly groups: number;
  readonly stateDim: number;
}

const most = 1 << 20;

/** Throws GgufError where keys are missing or make no sense. */
export function readMamba2Sizes(keys: ModelKeys): Mamba2Sizes {
  const width = keys.integer("ssm.inner_size", 1, most);
  const heads = keys.integer("ssm.time_step_rank", 1, width);
  const groups = keys.integer("ssm.group_count", 1, heads);
  if (width % heads !== 0) throw keys.error("ssm.inner_size", `is ${width}, no multiple of ${heads} heads`);
  if (heads % groups !== 0) throw keys.error("ssm.group_count", `is ${groups}, which does not divide ${heads} heads`);
  return { heads, headDim: width / heads, groups, stateDim: keys.integer("ssm.state_size", 1, most) };
}

/**
 * A layer of Mamba 2 (Dao and Gu 2024, arXiv 2405.21060): out(norm(SiLU(z) · scan(x, dt, b, c))), where z, x, b, c and dt
 * are projections of the input; x, b and c went through a short convolution.
 */
export function mamba2Layer(
  g: DecoderGraph,
  sizes: Mamba2Sizes,
  input: Activations,
  w: LayerNames,
  layer: number,
): Activations {
  const { heads, headDim, groups, stateDim } = sizes;
  const [width, shared] = [heads * headDim, groups * stateDim];
  const [z, xbc, dt] = g.split(g.linear(input, w("ssm_in")), [width, width + 2 * shared, heads]);
  const mixed = shortConv(g, xbc!, { layer, name: w("ssm_conv1d"), isActivated: true });
  const [x, b, c] = g.split(mixed, [width, shared, shared]);
  const [a, d, dtBias] = [w("ssm_a"), w("ssm_d"), `${w("ssm_dt")}.bias`].map((tensor) => g.weights.vector(tensor));
  const y = selectiveScan(g, { layer, ...sizes }, { x: x!, dt: dt!, b: b!, c: c!, a: a!, d, dtBias });
  return g.linear(groupNorm(g, g.activation(z!, silu, y), w("ssm_norm"), groups), w("ssm_out"));
}

/** RMSNorm of each group by itself, where the file has one. */
function groupNorm(g: DecoderGraph, x: Activations, name: string, groups: number): Activations {
  if (!g.has(name)) return x;
  if (groups === 1) return g.rmsNorm(x, name);
  const normed = g.inGroups(x, x.width / groups, (group) => g.rmsNorm(group));
  return g.scaleBy(normed, `${name}.weight`);
}
