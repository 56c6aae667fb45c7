import { isEncoder } from "../architectures/architecture.ts";
import { ModelKeys } from "../architectures/model-keys.ts";
import type { Gguf } from "../gguf/header.ts";
import type { EncoderOptions } from "../graph/encoder-graph.ts";
import type { Pooling } from "../runner/types.ts";

/** By GGUF's number. */
const poolings: readonly Pooling[] = ["none", "mean", "cls", "last", "rank"];
const classifierPoolings = [undefined, "mean", "cls", "last"] as const;

/**
 * How a model gives embeddings; undefined for one that generates: a file of an encoder, or that says how it is pooled, is
 * one that embeds. Throws GgufError for poolings that there are not.
 */
export function encoderOptions(gguf: Pick<Gguf, "metadata" | "tensors">): EncoderOptions | undefined {
  const keys = new ModelKeys(gguf);
  const { architecture } = keys;
  if (!isEncoder(architecture) && !keys.has("pooling_type")) return undefined;
  const usual = gguf.tensors.has("cls.output.weight") ? poolings.indexOf("rank") : poolings.indexOf("mean");
  const classifier = keys.integer("classifier.pooling_type", 0, classifierPoolings.length - 1, 0);
  return {
    pooling: poolings[keys.integer("pooling_type", 0, poolings.length - 1, usual)]!,
    // Files of EmbeddingGemma don't say it.
    isCausal: architecture !== "gemma-embedding" && keys.boolean("attention.causal", !isEncoder(architecture)),
    // Eight bits of activations would cost small models more than weights of eight bits do; large ones feel it less.
    isFine: isEncoder(architecture),
    classifierPooling: classifierPoolings[classifier],
  };
}
