import type { Sequence } from "./sequence.ts";

/** A row range of the cache that one sequence at a time uses. */
export interface Slot {
  readonly index: number;
  /** Tokens whose keys and values the cache holds. They outlive their sequence, for reuse by the next one. */
  cached: number[];
  sequence: Sequence | undefined;
}

/** Length of the common prefix. */
export function commonPrefix(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const end = Math.min(a.length, b.length);
  let i = 0;
  while (i < end && a[i] === b[i]) i++;
  return i;
}

/**
 * The free slot for a prompt: the one that holds the longest prefix of it; among equals the one that loses the least,
 * then the first. Undefined when all are busy.
 */
export function chooseSlot(slots: readonly Slot[], prompt: ArrayLike<number>): Slot | undefined {
  let best: Slot | undefined;
  let bestPrefix = -1;
  for (const slot of slots) {
    if (slot.sequence) continue;
    const prefix = commonPrefix(slot.cached, prompt);
    if (prefix > bestPrefix || (prefix === bestPrefix && slot.cached.length < best!.cached.length)) {
      best = slot;
      bestPrefix = prefix;
    }
  }
  return best;
}
