/** Milliseconds that a long computation may go on before others have their turn. */
const slice = 5;

/** Runs a computation that pauses, without its pauses. */
export function atOnce<Result>(steps: Generator<void, Result>): Result {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/**
 * Runs a computation that pauses, and lets whatever else waits have its turn every few milliseconds: no request shall
 * make the others wait.
 */
export async function inSlices<Result>(steps: Generator<void, Result>): Promise<Result> {
  for (let begun = performance.now(); ; ) {
    const { done, value } = steps.next();
    if (done) return value;
    if (performance.now() - begun < slice) continue;
    await new Promise((resolve) => setImmediate(resolve));
    begun = performance.now();
  }
}
