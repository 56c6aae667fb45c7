import type { Candidates } from "./candidates.ts";

/** Keeps the `k` largest logits, sorted; `k` of 0 or less keeps all as they are. */
export function topK(candidates: Candidates, k: number): void {
  if (k <= 0) return;
  const kept = Math.min(k, candidates.size);
  candidates.bringToFront(kept);
  candidates.truncateSorted(kept);
}
