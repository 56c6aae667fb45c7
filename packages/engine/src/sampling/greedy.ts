import { SamplingError, unusableLogit } from "./errors.ts";

/**
 * The position of the largest of the first `size` logits, the lowest one among equals. Throws SamplingError at NaN and
 * +∞, and if all are -∞.
 */
export function argmax(logits: Float32Array, size: number): number {
  let best = -1;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < size; i++) {
    const logit = logits[i]!;
    // Not simply `>`: this way NaN is seen as well, at no cost.
    if (!(logit <= max)) {
      if (!(logit < Number.POSITIVE_INFINITY)) throw unusableLogit(i, logit);
      max = logit;
      best = i;
    }
  }
  if (best < 0) throw new SamplingError("logits", "no token is possible: every logit is -Infinity");
  return best;
}

/** The token of the largest logit among those that `allowed` has a bit for; otherwise as {@link argmax}. */
export function argmaxAllowed(logits: Float32Array, allowed: Int32Array): number {
  let best = -1;
  let max = Number.NEGATIVE_INFINITY;
  for (let word = 0; word < allowed.length; word++) {
    for (let left = allowed[word]!; left !== 0; left &= left - 1) {
      const token = word * 32 + 31 - Math.clz32(left & -left);
      const logit = logits[token]!;
      if (!(logit <= max)) {
        if (!(logit < Number.POSITIVE_INFINITY)) throw unusableLogit(token, logit);
        max = logit;
        best = token;
      }
    }
  }
  if (best < 0) throw new SamplingError("logits", "no token is possible: every allowed logit is -Infinity");
  return best;
}
