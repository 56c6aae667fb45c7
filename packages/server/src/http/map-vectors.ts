/** Numbers that are worked on at a time: some milliseconds. */
const slice = 32_768;

/** Changes vectors one after another; other requests have their turn between slices of the work. */
export async function mapVectors<Result>(
  vectors: readonly Float32Array[],
  change: (vector: Float32Array) => Result,
): Promise<Result[]> {
  const results: Result[] = [];
  let sinceTurn = 0;
  for (const vector of vectors) {
    sinceTurn += vector.length;
    if (sinceTurn > slice) {
      await new Promise((resolve) => setImmediate(resolve));
      sinceTurn = vector.length;
    }
    results.push(change(vector));
  }
  return results;
}
