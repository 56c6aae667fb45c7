/** More requests together hardly get more tokens out of a CPU. */
const mostSlots = 8;

/** The part of the memory that is left beside the weights, which contexts of requests that may never come can have. */
const share = 0.25;

/**
 * How many requests a model is loaded for where nobody has said it: as many contexts of `slotBytes` as take a quarter of
 * what is `available` beside the weights; at least 1, at most 8. Memory is taken as contexts fill.
 */
export function affordableSlots(slotBytes: number, weightBytes: number, available = process.availableMemory()): number {
  const affordable = Math.floor((share * (available - weightBytes)) / Math.max(1, slotBytes));
  return Math.max(1, Math.min(mostSlots, affordable));
}
