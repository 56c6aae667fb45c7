/** A damaged or unsupported weight. */
export class WeightError extends Error {
  override readonly name = "WeightError";
}
