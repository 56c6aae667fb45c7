import { ApiError } from "../http/error.ts";

/**
 * The first `dimensions` numbers of a vector at length 1, in float32; 0 or less, or no fewer than there are, is all of
 * them. A vector of zeros stays one. Throws an {@link ApiError} with status 400, as Ollama does, for NaN and infinity.
 */
export function normalize(vector: Float32Array, dimensions = 0): Float32Array {
  if (!Number.isFinite(squaresOf(vector))) throw new ApiError(400, "embedding contains NaN or Inf values");
  const kept = dimensions > 0 && dimensions < vector.length ? vector.subarray(0, dimensions) : vector;
  const length = Math.sqrt(squaresOf(kept));
  return length === 0 ? kept : kept.map((value) => value / length);
}

/** Sum of the squares, in float64: those of raw numbers may go beyond float32. */
function squaresOf(vector: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += vector[i]! ** 2;
  return sum;
}
