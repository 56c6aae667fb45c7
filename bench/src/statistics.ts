/** The middle value, or the mean of the two middle ones. Throws a RangeError when there is none. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError("The median of no values does not exist.");
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[sorted.length >> 1]!;
  return sorted.length % 2 === 1 ? upper : (sorted[(sorted.length >> 1) - 1]! + upper) / 2;
}
