import { GgufError } from "../gguf/error.ts";
import type { Gguf } from "../gguf/header.ts";
import { getInteger, getNumber, getString } from "../gguf/metadata.ts";

/** The sizes that decoder-only transformers share, under GGUF's names. */
export interface Hyperparameters {
  readonly architecture: string;
  /** Tokens that the model was trained with. */
  readonly contextLength: number;
  readonly embeddingLength: number;
  readonly blockCount: number;
  readonly headCount: number;
  readonly headCountKv: number;
  /** Width of one head. */
  readonly headDim: number;
  /** Channels of a head that rotate. */
  readonly ropeDim: number;
  readonly ropeTheta: number;
  readonly rmsNormEps: number;
}

/** Reads and checks them. Throws {@link GgufError} when one is missing or makes no sense. */
export function readHyperparameters(gguf: Gguf): Hyperparameters {
  const architecture = getString(gguf, "general.architecture");
  const key = (name: string) => `${architecture}.${name}`;
  const embeddingLength = within(gguf, key("embedding_length"), 1, 1 << 20);
  const headCount = within(gguf, key("attention.head_count"), 1, 1 << 12);
  const headCountKv = within(gguf, key("attention.head_count_kv"), 1, headCount, headCount);
  const headDim = within(gguf, key("attention.key_length"), 1, 1 << 14, embeddingLength / headCount);
  const hyperparameters = {
    architecture,
    contextLength: within(gguf, key("context_length"), 1, 1 << 30),
    embeddingLength,
    blockCount: within(gguf, key("block_count"), 1, 512),
    headCount,
    headCountKv,
    headDim,
    ropeDim: within(gguf, key("rope.dimension_count"), 2, headDim, headDim),
    ropeTheta: getNumber(gguf, key("rope.freq_base"), 10000),
    rmsNormEps: getNumber(gguf, key("attention.layer_norm_rms_epsilon")),
  };
  const valueDim = getInteger(gguf, key("attention.value_length"), headDim);
  if (!Number.isInteger(headDim)) throw new GgufError("embedding_length is not a multiple of attention.head_count");
  if (valueDim !== headDim) throw new GgufError("keys and values of different length are not supported");
  if (headCount % headCountKv !== 0) throw new GgufError("head_count is not a multiple of head_count_kv");
  if (hyperparameters.ropeDim % 2 !== 0) throw new GgufError("rope.dimension_count is odd");
  if (!(hyperparameters.ropeTheta > 0)) throw new GgufError("rope.freq_base is not positive");
  if (!(hyperparameters.rmsNormEps > 0)) throw new GgufError("attention.layer_norm_rms_epsilon is not positive");
  return hyperparameters;
}

function within(gguf: Gguf, key: string, least: number, most: number, fallback?: number): number {
  const value = fallback === undefined ? getInteger(gguf, key) : getInteger(gguf, key, fallback);
  if (value < least || value > most) throw new GgufError(`${key} is ${value}, not between ${least} and ${most}`);
  return value;
}
