/** The middle value, or the mean of the two middle ones. Throws a RangeError when there is none. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError("The median of no values does not exist.");
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[sorted.length >> 1]!;
  return sorted.length % 2 === 1 ? upper : (sorted[(sorted.length >> 1) - 1]! + upper) / 2;
}

/** Times of steps, each element the mean of as many. */
interface Steps {
  readonly evaluate: readonly number[];
  readonly stepsEach: number;
}

/**
 * Milliseconds of a step: the median over groups of `together` steps of their means, so that the interruption of single
 * steps doesn't count. Subjects that are compared need groups of the same size: a mean is hurt more than a median.
 */
export function stepTime({ evaluate, stepsEach }: Steps, together = stepsEach): number {
  const size = Math.max(1, Math.round(together / stepsEach));
  const groups: number[] = [];
  for (let at = 0; at + size <= evaluate.length; at += size) groups.push(mean(evaluate.slice(at, at + size)));
  return median(groups.length > 0 ? groups : [mean(evaluate)]);
}

export function perSecond(count: number, milliseconds: number): number {
  return (count * 1000) / milliseconds;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
