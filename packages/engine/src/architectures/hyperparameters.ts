import { GgufError } from "../gguf/error.ts";
import type { Gguf } from "../gguf/header.ts";
import { ModelKeys } from "./model-keys.ts";

/** The sizes that decoder-only models share, under GGUF's names. */
export interface Hyperparameters {
  readonly architecture: string;
  /** Tokens that the model was trained with. */
  readonly contextLength: number;
  readonly embeddingLength: number;
  /** Layers that take part in predicting the next token; those for tokens after it are not counted. */
  readonly blockCount: number;
  /** Heads of queries, by layer; 0 in layers without attention. */
  readonly headCounts: readonly number[];
  /** Heads of keys and values, by layer. */
  readonly headCountsKv: readonly number[];
  /** Width of a head of keys. */
  readonly keyLength: number;
  /** Width of a head of values. */
  readonly valueLength: number;
  /** Channels of a head that rotate. */
  readonly ropeDim: number;
  readonly ropeTheta: number;
  /** What norms add to the mean square. */
  readonly epsilon: number;
}

export const mostLayers = 512;
const mostHeads = 1 << 12;

/** Reads and checks them. Throws {@link GgufError} when one is missing or makes no sense. */
export function readHyperparameters(gguf: Pick<Gguf, "metadata">, name?: string): Hyperparameters {
  const keys = new ModelKeys(gguf, name);
  const embeddingLength = keys.integer("embedding_length", 1, 1 << 20);
  const allBlocks = keys.integer("block_count", 1, mostLayers);
  const blockCount = allBlocks - keys.integer("nextn_predict_layers", 0, allBlocks - 1, 0);
  const headCounts = keys.perLayer("attention.head_count", allBlocks, 0, mostHeads, 0).slice(0, blockCount);
  const headCountsKv = keys.has("attention.head_count_kv")
    ? keys.perLayer("attention.head_count_kv", allBlocks, 0, mostHeads).slice(0, blockCount)
    : headCounts;
  for (const [layer, heads] of headCounts.entries()) {
    const kvHeads = headCountsKv[layer]!;
    if (kvHeads > 0 && (heads % kvHeads !== 0 || heads === 0)) {
      throw new GgufError(`head_count ${heads} is not a multiple of head_count_kv ${kvHeads}`);
    }
  }
  const heads = headCounts.find((count) => count > 0) ?? 0;
  const keyLength = keys.integer("attention.key_length", 1, 1 << 14, heads && embeddingLength / heads);
  const valueLength = keys.integer("attention.value_length", 1, 1 << 14, heads && embeddingLength / heads);
  if (!Number.isInteger(keyLength) || !Number.isInteger(valueLength)) {
    throw new GgufError("embedding_length is not a multiple of attention.head_count");
  }
  const ropeDim = keys.integer("rope.dimension_count", 0, keyLength, keyLength);
  if (ropeDim % 2 !== 0) throw new GgufError("rope.dimension_count is odd");
  const epsilonKey = ["attention.layer_norm_rms_epsilon", "attention.layer_norm_epsilon"].find((key) => keys.has(key));
  return {
    architecture: keys.architecture,
    contextLength: keys.integer("context_length", 1, 2 ** 30),
    embeddingLength,
    blockCount,
    headCounts,
    headCountsKv,
    keyLength,
    valueLength,
    ropeDim,
    ropeTheta: keys.positive("rope.freq_base", 10000),
    epsilon: keys.positive(epsilonKey ?? "attention.layer_norm_rms_epsilon"),
  };
}
