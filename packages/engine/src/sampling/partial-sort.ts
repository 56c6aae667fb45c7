/**
 * Puts the `k` candidates with the largest logits first, in descending order; the others follow in no order.
 *
 * A heap of the best so far, its smallest at the root, meets every other candidate once: O(n) when few of them enter.
 * Which of two equal logits comes first follows from the moves made here; they are those of libstdc++'s
 * `std::partial_sort`, so that equal logits are told apart as llama.cpp's Linux builds do.
 */
export function partialSort(ids: Int32Array, logits: Float32Array, k: number, size: number): void {
  if (k > 1) {
    for (let parent = (k - 2) >> 1; parent >= 0; parent--) {
      sift(ids, logits, parent, k, ids[parent]!, logits[parent]!);
    }
  }
  let smallest = logits[0]!;
  for (let i = k; ; i++) {
    // A loop of its own: over a vocabulary it takes half the time of an `if`.
    while (i < size && logits[i]! <= smallest) i++;
    if (i >= size) break;
    const id = ids[i]!;
    const logit = logits[i]!;
    ids[i] = ids[0]!;
    logits[i] = smallest;
    sift(ids, logits, 0, k, id, logit);
    smallest = logits[0]!;
  }
  for (let last = k - 1; last > 0; last--) {
    const id = ids[last]!;
    const logit = logits[last]!;
    ids[last] = ids[0]!;
    logits[last] = logits[0]!;
    sift(ids, logits, 0, last, id, logit);
  }
}

/** Fills the hole at `top` of a heap of `length`: the hole goes down to a leaf, then the candidate climbs from there. */
function sift(ids: Int32Array, logits: Float32Array, top: number, length: number, id: number, logit: number): void {
  let hole = top;
  let child = 2 * hole + 2;
  while (child < length) {
    if (logits[child]! > logits[child - 1]!) child--;
    ids[hole] = ids[child]!;
    logits[hole] = logits[child]!;
    hole = child;
    child = 2 * hole + 2;
  }
  if (child === length) {
    // The last parent of an even heap has a left child alone.
    ids[hole] = ids[child - 1]!;
    logits[hole] = logits[child - 1]!;
    hole = child - 1;
  }
  while (hole > top) {
    const parent = (hole - 1) >> 1;
    if (logits[parent]! <= logit) break;
    ids[hole] = ids[parent]!;
    logits[hole] = logits[parent]!;
    hole = parent;
  }
  ids[hole] = id;
  logits[hole] = logit;
}
