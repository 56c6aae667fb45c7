import type { Candidates } from "./candidates.ts";

/**
 * Keeps the candidates at least `p` times as likely as the most likely one, in their order. 0 or less keeps all; the
 * most likely one always stays.
 */
export function minP(candidates: Candidates, p: number): void {
  if (p <= 0) return;
  const { ids, logits, size } = candidates;
  const max = candidates.max();
  // Where p is above 1 nothing would reach the threshold.
  const threshold = Math.min(max, Math.fround(max + Math.fround(Math.log(p))));
  let kept = 0;
  for (let i = 0; i < size; i++) {
    const logit = logits[i]!;
    if (logit < threshold) continue;
    ids[kept] = ids[i]!;
    logits[kept] = logit;
    kept++;
  }
  candidates.size = kept;
}
