import type { Candidates } from "./candidates.ts";

/**
 * The normaliser of the candidates' softmax: the sum of exp(logit - max), in float32 and in their order, because
 * llama.cpp adds them so and the last bit may decide where a nucleus ends.
 */
export function softmaxSum(candidates: Candidates, max: number): number {
  const { logits, size } = candidates;
  let sum = 0;
  for (let i = 0; i < size; i++) sum = Math.fround(sum + expFloat32(Math.fround(logits[i]! - max)));
  return sum;
}

/** The probability of one logit, given the largest logit and the {@link softmaxSum}. */
export function softmax(logit: number, max: number, sum: number): number {
  return Math.fround(expFloat32(Math.fround(logit - max)) / sum);
}

/** C's `expf`. */
export function expFloat32(x: number): number {
  return Math.fround(Math.exp(x));
}
