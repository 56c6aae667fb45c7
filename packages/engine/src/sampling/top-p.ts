import type { Candidates } from "./candidates.ts";
import { softmax, softmaxSum } from "./softmax.ts";

/** Sorting this many usually is enough: the nucleus of a whole vocabulary is small. */
const FIRST_ATTEMPT = 256;

/**
 * Nucleus sampling (Holtzman et al., 2019): keeps the smallest number of the most likely whose probabilities sum to at
 * least `p`, sorted. 1 or more keeps all as they are; 0 or less keeps the most likely.
 */
export function topP(candidates: Candidates, p: number): void {
  if (p >= 1) return;
  const { size } = candidates;
  const max = candidates.max();
  const sum = softmaxSum(candidates, max);
  let inOrder = candidates.sorted || size <= 4 * FIRST_ATTEMPT ? size : FIRST_ATTEMPT;
  candidates.bringToFront(inOrder);
  let cumulative = 0;
  let kept = 0;
  while (kept < size) {
    if (kept === inOrder) {
      inOrder = size;
      candidates.bringToFront(size);
    }
    cumulative = Math.fround(cumulative + softmax(candidates.logits[kept]!, max, sum));
    kept++;
    if (cumulative >= p) break;
  }
  candidates.truncateSorted(kept);
}
