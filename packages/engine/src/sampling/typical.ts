import type { Candidates } from "./candidates.ts";
import { softmax, softmaxSum } from "./softmax.ts";

/**
 * Locally typical sampling (Meister et al., 2022): keeps the candidates whose information content is closest to the
 * entropy of the distribution, until their probabilities sum to more than `p`; in the order of that closeness.
 * 1 or more keeps all.
 */
export function typical(candidates: Candidates, p: number): void {
  if (p >= 1) return;
  const { size } = candidates;
  candidates.bringToFront(size);
  const { logits, probabilities, scores } = candidates;
  const max = logits[0]!;
  const sum = softmaxSum(candidates, max);
  let entropy = 0;
  for (let i = 0; i < size; i++) {
    const probability = softmax(logits[i]!, max, sum);
    probabilities[i] = probability;
    scores[i] = Math.log(probability);
    // 0·log 0 is 0 by its limit, but NaN in floating point.
    if (probability > 0) entropy = Math.fround(entropy - Math.fround(probability * scores[i]!));
  }
  // The closest come first, so the distance is negated.
  for (let i = 0; i < size; i++) scores[i] = -Math.abs(Math.fround(-scores[i]! - entropy));
  const order = candidates.radix.descending(scores, size);
  let cumulative = 0;
  let kept = 0;
  while (kept < size) {
    cumulative = Math.fround(cumulative + probabilities[order[kept]!]!);
    kept++;
    if (cumulative > p) break;
  }
  candidates.permute(order, kept);
  candidates.sorted = false;
}
