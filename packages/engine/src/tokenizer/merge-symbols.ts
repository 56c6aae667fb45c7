import { Heap } from "./heap.ts";
import type { MergeTable } from "./merge-table.ts";

/** The merges that wait, as numbers rank · 2^27 + place: the smallest is the lowest rank, and among equals the leftmost. */
const placeRange = 2 ** 27;

/**
 * Merges neighbouring symbols, always the pair of the lowest rank and among equals the leftmost, until no pair merges.
 * Overwrites `symbols`. Calls `emit` with each symbol that remains and the range of those that it was made of.
 * O(n log n) for n symbols.
 */
export function mergeSymbols(
  symbols: Int32Array,
  table: MergeTable,
  emit: (symbol: number, start: number, end: number) => void,
): void {
  const count = symbols.length;
  // A doubly linked list. A merged symbol keeps the place of its left part; its right part becomes −1.
  const next = new Int32Array(count);
  const previous = new Int32Array(count);
  const queue = new Heap<number>((a, b) => a < b);

  const offer = (left: number, right: number) => {
    const rank = table.rank(symbols[left]!, symbols[right]!);
    if (rank >= 0) queue.push(rank * placeRange + left);
  };
  for (let index = 0; index < count; index++) {
    next[index] = index + 1;
    previous[index] = index - 1;
    if (index > 0) offer(index - 1, index);
  }
  for (let entry = queue.pop(); entry !== undefined; entry = queue.pop()) {
    const rank = Math.floor(entry / placeRange);
    const left = entry - rank * placeRange;
    const right = next[left]!;
    // One of the two may have merged since; a rank belongs to one pair only.
    if (symbols[left] === -1 || right >= count || table.rank(symbols[left]!, symbols[right]!) !== rank) continue;
    symbols[left] = table.merged[rank]!;
    symbols[right] = -1;
    const after = next[right]!;
    next[left] = after;
    if (after < count) {
      previous[after] = left;
      offer(left, after);
    }
    if (previous[left]! >= 0) offer(previous[left]!, left);
  }
  for (let index = 0; index < count; index = next[index]!) emit(symbols[index]!, index, next[index]!);
}
