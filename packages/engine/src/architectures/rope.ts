import type { Gguf } from "../gguf/header.ts";
import { getNumber, getString } from "../gguf/metadata.ts";
import type { Hyperparameters } from "./hyperparameters.ts";

/** The rotation of each channel pair: radians per position, `[ropeDim / 2]`. */
export type RopeFrequencies = Float64Array;

/**
 * θ_t = freq_base^(−2t/ropeDim), divided by `factors[t]` (the tensor `rope_freqs.weight` of Llama 3.x) and by a linear
 * scaling factor. Throws on scaling types that aren't supported.
 */
export function ropeFrequencies(gguf: Gguf, sizes: Hyperparameters, factors?: Float32Array): RopeFrequencies {
  const key = `${sizes.architecture}.rope.scaling`;
  const type = getString(gguf, `${key}.type`, "none");
  if (type !== "none" && type !== "linear") throw new Error(`rope scaling of type ${type} is not supported`);
  const oldKey = getNumber(gguf, `${sizes.architecture}.rope.scale_linear`, 1);
  const scale = type === "linear" ? getNumber(gguf, `${key}.factor`, oldKey) : oldKey;
  return Float64Array.from({ length: sizes.ropeDim / 2 }, (_, t) => {
    const theta = sizes.ropeTheta ** ((-2 * t) / sizes.ropeDim);
    return theta / (factors?.[t] ?? 1) / (scale || 1);
  });
}

/** Fills cos and sin tables, each `[positions, ropeDim / 2]`. */
export function fillRopeTables(frequencies: RopeFrequencies, cos: Float32Array, sin: Float32Array): void {
  const width = frequencies.length;
  for (let i = 0; i < cos.length; i++) {
    const angle = Math.floor(i / width) * frequencies[i % width]!;
    cos[i] = Math.cos(angle);
    sin[i] = Math.sin(angle);
  }
}
