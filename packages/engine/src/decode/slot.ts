import type { Sequence } from "./sequence.ts";

/** A row range of the cache that one sequence at a time uses. */
export interface Slot {
  readonly index: number;
  /** Tokens whose keys and values the cache holds. They outlive their sequence, for reuse by the next one. */
  cached: number[];
  /** So many rows, at most, saw nothing but the cached tokens before them: those behind a context shift saw what it dropped. */
  reusable: number;
  sequence: Sequence | undefined;
  /** Sequences that had been placed before this one: prompts are evaluated in the order in which they came. */
  order: number;
}

export function emptySlot(index: number): Slot {
  return { index, cached: [], reusable: Number.POSITIVE_INFINITY, sequence: undefined, order: 0 };
}

/** Forgets the rows behind the first `rows`, which must be reusable. */
export function keepRows(slot: Slot, rows: number): void {
  slot.cached.length = rows;
  slot.reusable = Number.POSITIVE_INFINITY;
}

/** Length of the common prefix. */
function commonPrefix(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const end = Math.min(a.length, b.length);
  let i = 0;
  while (i < end && a[i] === b[i]) i++;
  return i;
}

/** Rows of the slot that are as a prompt's own would be. */
export function reusablePrefix({ cached, reusable }: Slot, prompt: ArrayLike<number>): number {
  return Math.min(commonPrefix(cached, prompt), reusable);
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
    const prefix = reusablePrefix(slot, prompt);
    if (prefix > bestPrefix || (prefix === bestPrefix && slot.cached.length < best!.cached.length)) {
      best = slot;
      bestPrefix = prefix;
    }
  }
  return best;
}

/** Fewer rows are evaluated as fast as they are copied. */
const fewestCopied = 16;

/** The slot that holds most rows of a prompt beyond those that `slot` has, and how many; undefined if it is not worth it. */
export function findDonor(slots: readonly Slot[], slot: Slot, prompt: ArrayLike<number>) {
  let best: { readonly donor: Slot; readonly rows: number } | undefined;
  for (const donor of slots) {
    if (donor === slot) continue;
    // The last token of a prompt is always evaluated, since its logits are needed.
    const rows = Math.min(reusablePrefix(donor, prompt), prompt.length - 1);
    if (rows >= slot.cached.length + fewestCopied && rows > (best?.rows ?? 0)) best = { donor, rows };
  }
  return best;
}
