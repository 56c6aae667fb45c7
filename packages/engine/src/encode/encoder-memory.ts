import type { Hyperparameters } from "../architectures/hyperparameters.ts";
import type { ModelPlan } from "../model/plan.ts";
import { mostPackTokens } from "./pack-budget.ts";

/**
 * About the bytes that the largest pack takes while it is evaluated: of each token the sum so far, what is normalised, queries,
 * keys and values twice, and two rows of the widest layer; rotations, and the embeddings.
 */
export function encoderMemoryBytes({ sizes, ropes, widest, logitsLength }: ModelPlan, longest: number): number {
  const tokens = Math.max(longest, mostPackTokens);
  const perToken = 4 * sizes.embeddingLength + 2 * attentionWidth(sizes) + 2 * widest + logitsLength;
  const tables = ropes.reduce((sum, rope) => sum + rope.dim * longest, 0);
  return 4 * (tokens * perToken + tables);
}

function attentionWidth({ headCounts, headCountsKv, keyLength, valueLength }: Hyperparameters): number {
  const widths = headCounts.map((heads, layer) => heads * keyLength + headCountsKv[layer]! * (keyLength + valueLength));
  return Math.max(0, ...widths);
}
