import type { Part, Shape } from "../shape.ts";
import { type DecoderSizes, decoder } from "./decoder.ts";
import { attention, feedForward, norm } from "./parts.ts";

export interface LlamaSizes extends DecoderSizes {
  /** How `rope_freqs.weight` is made; absent leaves that tensor out. */
  readonly ropeScaling?: RopeScaling;
}

/** The frequency-dependent rope scaling of Llama 3.1 and later, as their `config.json` gives it. */
export interface RopeScaling {
  readonly factor: number;
  readonly lowFreqFactor: number;
  readonly highFreqFactor: number;
  readonly originalContextLength: number;
}

/** Llama, with a tied head. */
export function llama(sizes: LlamaSizes): Shape {
  const { embeddingLength: hidden, headDim, ropeTheta, ropeScaling } = sizes;
  const factors: Part[] = [];
  if (ropeScaling) {
    const values = () => ropeFactors(headDim, ropeTheta, ropeScaling);
    factors.push({ name: "rope_freqs.weight", type: "F32", dims: [headDim / 2], values });
  }
  return decoder(sizes, {
    architecture: "llama",
    others: factors,
    block: (w) => [
      ...attention(w, sizes),
      norm(w("ffn_norm.weight"), hidden),
      ...feedForward(w, hidden, sizes.feedForwardLength),
    ],
  });
}

/**
 * What each rotary frequency is divided by, `[headDim / 2]`: 1 for wavelengths well within the original context,
 * `factor` for those beyond it, and a blend in between (the "llama3" scaling of Llama 3.1's published configuration).
 */
export function ropeFactors(headDim: number, theta: number, scaling: RopeScaling): Float32Array {
  const half = headDim / 2;
  return Float32Array.from({ length: half }, (_, i) => {
    const wavelength = 2 * Math.PI * theta ** (i / half);
    const turns = scaling.originalContextLength / wavelength;
    if (turns > scaling.highFreqFactor) return 1;
    if (turns < scaling.lowFreqFactor) return scaling.factor;
    const smooth = (turns - scaling.lowFreqFactor) / (scaling.highFreqFactor - scaling.lowFreqFactor);
    return 1 / ((1 - smooth) / scaling.factor + smooth);
  });
}
