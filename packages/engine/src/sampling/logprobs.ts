import { SamplingError } from "./errors.ts";
import { argmax } from "./greedy.ts";

/** What an impossible token reports: -∞ has no JSON, so the most negative float32, as llama.cpp's server does. */
export const IMPOSSIBLE = -3.4028234663852886e38;

/**
 * Log probabilities under the softmax of the whole vocabulary's logits, before any sampler: that of `token`, and the
 * `top` most likely tokens, descending, lower ids first among equals. Throws SamplingError at NaN, +∞, only -∞, or a
 * token outside the vocabulary.
 */
export function logprobs(
  logits: Float32Array,
  token: number,
  top: number,
): { logprob: number; top: { token: number; logprob: number }[] } {
  if (!(token >= 0 && token < logits.length)) {
    throw new SamplingError("token", `token ${token} is outside the vocabulary of ${logits.length}`);
  }
  const max = logits[argmax(logits, logits.length)]!;
  let sum = 0;
  for (let i = 0; i < logits.length; i++) sum += Math.exp(logits[i]! - max);
  const logSum = max + Math.log(sum);
  const logprob = (id: number) => Math.max(logits[id]! - logSum, IMPOSSIBLE);
  return {
    logprob: logprob(token),
    top: largest(logits, Math.min(top, logits.length)).map((id) => ({ token: id, logprob: logprob(id) })),
  };
}

/** The positions of the `count` largest, descending. Meant for a few: each newcomer is inserted into a sorted list. */
function largest(logits: Float32Array, count: number): number[] {
  const best: number[] = [];
  if (count <= 0) return best;
  let worst = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < logits.length; i++) {
    const logit = logits[i]!;
    if (best.length === count) {
      if (logit <= worst) continue;
      best.pop();
    }
    let at = best.length;
    while (at > 0 && logits[best[at - 1]!]! < logit) at--;
    best.splice(at, 0, i);
    worst = logits[best[best.length - 1]!]!;
  }
  return best;
}
