import { Heap } from "./heap.ts";

interface Pair {
  readonly priority: number;
  /** Index of the left symbol. */
  readonly left: number;
  readonly right: number;
  /** Length of both together. */
  readonly length: number;
}

/**
 * Merges neighbouring symbols, always the pair of the highest priority and among equals the leftmost, until no pair has a
 * priority. `bounds` holds where the symbols start, then the end of the last. `priorityOf` is asked with the start of a pair,
 * its inner border and its end; undefined means that the two do not merge. Returns bounds of the merged symbols.
 * O(n log n) for n symbols.
 */
export function mergePairs(
  bounds: readonly number[],
  priorityOf: (start: number, middle: number, end: number) => number | undefined,
): number[] {
  const count = bounds.length - 1;
  // Symbols are a doubly linked list. A merged symbol keeps the index of its left part; its right part gets length 0.
  const lengths = Int32Array.from({ length: Math.max(count, 0) }, (_, index) => bounds[index + 1]! - bounds[index]!);
  const next = Int32Array.from({ length: lengths.length }, (_, index) => index + 1);
  const previous = Int32Array.from({ length: lengths.length }, (_, index) => index - 1);
  const queue = new Heap<Pair>(before);

  const offer = (left: number, right: number) => {
    if (left < 0 || right >= count) return;
    const start = bounds[left]!;
    const middle = bounds[right]!;
    const end = middle + lengths[right]!;
    const priority = priorityOf(start, middle, end);
    if (priority !== undefined) queue.push({ priority, left, right, length: end - start });
  };

  for (let right = 1; right < count; right++) offer(right - 1, right);
  for (let pair = queue.pop(); pair !== undefined; pair = queue.pop()) {
    const { left, right, length } = pair;
    // Symbols only grow, so the pair is as it was exactly if both live and their lengths still add up.
    if (lengths[left] === 0 || lengths[right] === 0 || lengths[left]! + lengths[right]! !== length) continue;
    lengths[left] = length;
    lengths[right] = 0;
    const after = next[right]!;
    next[left] = after;
    if (after < count) previous[after] = left;
    offer(previous[left]!, left);
    offer(left, after);
  }

  const merged: number[] = [];
  for (let index = 0; index < count; index = next[index]!) merged.push(bounds[index]!);
  merged.push(...bounds.slice(-1));
  return merged;
}

/** Highest priority first, then leftmost. */
function before(a: Pair, b: Pair): boolean {
  return a.priority > b.priority || (a.priority === b.priority && a.left < b.left);
}
