import { GgufError } from "../gguf/error.ts";
import type { ModelKeys } from "./model-keys.ts";

/** How heads rotate by position. */
export interface Rope {
  /** Channels that rotate, the first ones of a head. */
  readonly dim: number;
  /** Base of the frequencies. */
  readonly theta: number;
  /** Whether neighbouring channels rotate together; otherwise the halves of the rotating part do. */
  readonly interleaved: boolean;
  /** What positions are divided by. */
  readonly factor: number;
  /** Set for YaRN, which divides low frequencies only. */
  readonly yarn?: Yarn;
  /** Tensor `[dim / 2]` whose values the frequencies are divided by, if the file has it. */
  readonly factors?: string;
  /** The same for contexts longer than those that the model was first trained with. */
  readonly longFactors?: { readonly tensor: string; readonly beyond: number };
  /** What rotated vectors are multiplied by. */
  readonly amplitude: number;
}

/** Parameters of YaRN (Peng et al. 2023, arXiv 2309.00071, section 3). */
export interface Yarn {
  /** Context that the model was first trained with. */
  readonly originalContext: number;
  /** Turns within that context above which a frequency is kept, and below which it is divided. */
  readonly betaFast: number;
  readonly betaSlow: number;
}

/** The rotation of each channel pair: radians per position, `[dim / 2]`. */
export type RopeFrequencies = Float64Array;

/** What an architecture knows of its rotation. */
export interface RopeOptions {
  readonly dim: number;
  readonly theta: number;
  readonly interleaved: boolean;
  /** Tensor of divisors that the file may have. */
  readonly factors?: string | undefined;
  /** What YaRN multiplies vectors by, given its factor; by default 0.1 ln(factor) + 1. */
  readonly yarnAmplitude?: (factor: number) => number;
  /** Whether LongRoPE's divisors count also in files that do not name it. */
  readonly isLong?: boolean;
}

/** Reads how the frequencies are scaled. Throws {@link GgufError} on scaling types that aren't supported. */
export function readRope(keys: ModelKeys, options: RopeOptions): Rope {
  const { dim, theta, interleaved, factors, yarnAmplitude = yarnScale, isLong = false } = options;
  const type = keys.string("rope.scaling.type", "linear");
  if (!["none", "linear", "yarn", "longrope"].includes(type)) {
    throw new GgufError(`rope scaling of type ${type} is not supported`);
  }
  const factor = keys.number("rope.scaling.factor", keys.number("rope.scale_linear", 1)) || 1;
  if (!(factor > 0)) throw keys.error("rope.scaling.factor", `is ${factor}, not above 0`);
  const attentionFactor = keys.positive("rope.scaling.attn_factor", 1);
  const base = { dim, theta, interleaved, ...(factors && { factors }) };
  const scaled = { ...base, factor: type === "none" ? 1 : factor, amplitude: attentionFactor };
  if (type !== "yarn" && type !== "longrope" && !isLong) return scaled;
  const context = keys.integer("context_length", 1, 2 ** 30);
  const originalContext = keys.integer("rope.scaling.original_context_length", 1, 2 ** 30, context);
  if (type !== "yarn") {
    const longFactors = { tensor: "rope_factors_long.weight", beyond: originalContext };
    return { ...scaled, factors: "rope_factors_short.weight", longFactors };
  }
  return {
    ...scaled,
    yarn: {
      originalContext,
      betaFast: keys.positive("rope.scaling.yarn_beta_fast", 32),
      betaSlow: keys.positive("rope.scaling.yarn_beta_slow", 1),
    },
    amplitude: yarnAmplitude(factor) * attentionFactor,
  };
}

/** How much longer vectors are by YaRN in contexts that are `factor` times as long (section 3.4). */
export function yarnScale(factor: number, multiplier = 1): number {
  return factor <= 1 ? 1 : 0.1 * multiplier * Math.log(factor) + 1;
}

/** θ_t = theta^(−2t/dim), divided by `factors[t]`, then scaled. */
export function ropeFrequencies({ dim, theta, factor, yarn }: Rope, factors?: ArrayLike<number>): RopeFrequencies {
  const keep = yarn ? keptShare(dim, theta, yarn) : () => 0;
  return Float64Array.from({ length: dim / 2 }, (_, t) => {
    const frequency = theta ** ((-2 * t) / dim) / (factors?.[t] ?? 1);
    const share = keep(t);
    return (frequency / factor) * (1 - share) + frequency * share;
  });
}

/** How much of a frequency YaRN keeps as it is: 1 for those of many turns within the original context, 0 for few. */
function keptShare(dim: number, theta: number, { originalContext, betaFast, betaSlow }: Yarn): (t: number) => number {
  const pairOfTurns = (turns: number) =>
    (dim * Math.log(originalContext / (turns * 2 * Math.PI))) / (2 * Math.log(theta));
  const low = Math.max(0, Math.floor(pairOfTurns(betaFast)));
  const high = Math.min(dim - 1, Math.ceil(pairOfTurns(betaSlow)));
  return (t) => 1 - Math.min(1, Math.max(0, (t - low) / Math.max(0.001, high - low)));
}

/** Fills cos and sin tables, each `[positions, dim / 2]`. */
export function fillRopeTables(
  frequencies: RopeFrequencies,
  cos: Float32Array,
  sin: Float32Array,
  amplitude = 1,
): void {
  const width = frequencies.length;
  for (let i = 0; i < cos.length; i++) {
    const angle = Math.floor(i / width) * frequencies[i % width]!;
    cos[i] = Math.cos(angle) * amplitude;
    sin[i] = Math.sin(angle) * amplitude;
  }
}
