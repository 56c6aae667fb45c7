import type { Gating, Routing } from "../graph/experts.ts";
import { mostLayers } from "./hyperparameters.ts";
import type { ModelKeys } from "./model-keys.ts";

/** How the chosen experts are weighed. */
export type Weighting = Pick<Routing, "gating" | "isNormalised" | "scale">;

const mostExperts = 1 << 12;

/** Whether the model has experts at all. */
export function hasExperts(keys: ModelKeys): boolean {
  return keys.integer("expert_count", 0, mostExperts, 0) > 0;
}

/** How each layer chooses its experts, given how its family weighs them. Layers without experts use 0. */
export function readRouting(keys: ModelKeys, weighting: Weighting): readonly Routing[] {
  const count = keys.integer("expert_count", 1, mostExperts);
  const used = keys.perLayer("expert_used_count", keys.integer("block_count", 1, mostLayers), 0, count);
  const groups = readGroups(keys, count);
  return used.map((used) => ({ ...weighting, used, ...(groups && { groups }) }));
}

/** Some families choose groups of neighbouring experts first, and experts of those only. */
function readGroups(keys: ModelKeys, experts: number): Routing["groups"] {
  const count = keys.integer("expert_group_count", 0, experts, 0);
  if (count <= 1) return undefined;
  if (experts % count !== 0) throw keys.error("expert_group_count", `is ${count}, which ${experts} is no multiple of`);
  return { count, used: keys.integer("expert_group_used_count", 1, count) };
}

const gatings: readonly (Gating | undefined)[] = [undefined, "softmax", "sigmoid", "softmax_after", "sqrt_softplus"];

/** How experts are weighed, for families whose files say so; `gating` where a file doesn't. */
export function readWeighting(keys: ModelKeys, gating: Gating): Weighting {
  return {
    gating: gatings[keys.integer("expert_gating_func", 0, gatings.length - 1, 0)] ?? gating,
    isNormalised: keys.boolean("expert_weights_norm", false),
    scale: keys.number("expert_weights_scale", 1) || 1,
  };
}
