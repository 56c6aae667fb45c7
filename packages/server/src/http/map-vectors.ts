import { inSlices } from "./in-slices.ts";

/** Changes vectors one after another; other requests have their turn in between. */
export function mapVectors<Result>(
  vectors: readonly Float32Array[],
  change: (vector: Float32Array) => Result,
): Promise<Result[]> {
  return inSlices(changed(vectors, change));
}

function* changed<Result>(
  vectors: readonly Float32Array[],
  change: (vector: Float32Array) => Result,
): Generator<void, Result[]> {
  const results: Result[] = [];
  for (const vector of vectors) {
    results.push(change(vector));
    yield;
  }
  return results;
}
