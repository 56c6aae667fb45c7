import { shortestFloat32 } from "@cria/engine";
import { RawJson } from "./decoded.ts";
import { mapVectors } from "./map-vectors.ts";

/**
 * Vectors as JSON arrays, each number with the fewest digits that tell its float32 apart, as Go writes it. Throws a
 * TypeError for NaN and infinities.
 */
export function encodeVectors(vectors: readonly Float32Array[]): Promise<RawJson[]> {
  return mapVectors(vectors, encodeVector);
}

function encodeVector(vector: Float32Array): RawJson {
  const short = new Array<number>(vector.length);
  for (let i = 0; i < vector.length; i++) {
    const value = vector[i]!;
    if (!Number.isFinite(value)) throw new TypeError(`json: unsupported value: ${value}`);
    short[i] = shortestFloat32(value);
  }
  return new RawJson(JSON.stringify(short));
}
