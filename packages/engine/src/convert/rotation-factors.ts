import { numberIn, rotationOf } from "./common-keys.ts";
import type { Config } from "./config.ts";
import { CheckpointError } from "./error.ts";

/** Llama 3.1's factors by which slow rotations are slowed further; empty for other models. */
export function llama3Factors(config: Config): Map<string, Float32Array<ArrayBuffer>> {
  const rotation = rotationOf(config);
  if (rotation.rope_type !== "llama3") return new Map();
  const base = numberIn(rotation, "rope_theta") ?? 10_000;
  const factor = numberIn(rotation, "factor") ?? 8;
  const [low, high] = [numberIn(rotation, "low_freq_factor") ?? 1, numberIn(rotation, "high_freq_factor") ?? 4];
  const original = numberIn(rotation, "original_max_position_embeddings") ?? 8192;
  const size = config.headSize;
  const factors = new Float32Array(size / 2).map((_, i) => {
    const frequency = Math.fround(1 / Math.fround(base ** Math.fround((2 * i) / size)));
    const wave = (2 * Math.PI) / frequency;
    if (wave < original / high) return 1;
    if (wave > original / low) return factor;
    const smooth = (original / wave - low) / (high - low);
    return 1 / ((1 - smooth) / factor + smooth);
  });
  return new Map([["rope_freqs.weight", factors]]);
}

/** Phi 3's factors for short and long texts; empty for models without. */
export function phi3Factors(config: Config): Map<string, Float32Array<ArrayBuffer>> {
  const { long_factor: long, short_factor: short } = rotationOf(config);
  if (long === undefined || long === null) return new Map();
  const floats = (value: unknown, name: string) => {
    if (Array.isArray(value) && value.every((item) => typeof item === "number")) return Float32Array.from(value);
    throw new CheckpointError(`"${name}" of "config.json" is no list of numbers`);
  };
  return new Map([
    ["rope_factors_long.weight", floats(long, "long_factor")],
    ["rope_factors_short.weight", floats(short, "short_factor")],
  ]);
}
