import type { Candidates } from "./candidates.ts";
import { SamplingError } from "./errors.ts";
import type { Mt19937 } from "./mt19937.ts";
import { expFloat32 } from "./softmax.ts";

/**
 * Draws one candidate with the probability its softmax gives and returns its token. A single candidate takes nothing
 * from the generator. Throws SamplingError if no candidate has a finite logit.
 */
export function drawFromDistribution(candidates: Candidates, generator: Mt19937): number {
  const { ids, size } = candidates;
  const max = candidates.max();
  if (!Number.isFinite(max)) throw new SamplingError("logits", `no token can be drawn: the largest logit is ${max}`);
  if (size === 1) return ids[0]!;
  const { logits } = candidates;
  let sum = 0;
  for (let i = 0; i < size; i++) {
    const weight = expFloat32(Math.fround(logits[i]! - max));
    // The weight takes the logit's place: this is the end of the chain.
    logits[i] = weight;
    sum += weight;
  }
  const target = sum * generator.nextDouble();
  let cumulative = 0;
  for (let i = 0; i < size; i++) {
    cumulative += logits[i]!;
    // A target of exactly 0 must not choose an impossible token.
    if (cumulative >= target && cumulative > 0) return ids[i]!;
  }
  throw new SamplingError("logits", `no token can be drawn: the probabilities sum to ${sum}`);
}
