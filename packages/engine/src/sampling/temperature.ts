import type { Candidates } from "./candidates.ts";

/** Divides the logits by a temperature above 0: below 1 sharpens the distribution, above flattens it. */
export function temperature(candidates: Candidates, value: number): void {
  if (value === 1) return;
  const { logits, size } = candidates;
  for (let i = 0; i < size; i++) logits[i] = logits[i]! / value;
}
