import { createHash } from "node:crypto";
import { architectureNamed, encoderNamed } from "../architectures/architecture.ts";
import { type Hyperparameters, readHyperparameters } from "../architectures/hyperparameters.ts";
import { ModelKeys } from "../architectures/model-keys.ts";
import type { Rope } from "../architectures/rope.ts";
import type { Temperature } from "../architectures/temperature.ts";
import { encoderOptions } from "../encode/pooling.ts";
import { GgufError } from "../gguf/error.ts";
import type { Gguf } from "../gguf/header.ts";
import { getString } from "../gguf/metadata.ts";
import { DecoderGraph } from "../graph/decoder-graph.ts";
import { EncoderGraph } from "../graph/encoder-graph.ts";
import type { LayerState } from "../graph/state.ts";
import type { Pooling } from "../runner/types.ts";
import type { WeightLayout } from "../weights/layout.ts";

/** Changes when the same graph would get other bytes from the same GGUF. */
const transcoderVersion = 4;

/** Name of the weights file in the graph, beside which it lies. */
export const weightsFile = "weights.data";

/** What is made of a GGUF file: its graph, and where each of its tensors goes. */
export interface ModelPlan {
  /** The graph as an ONNX model. */
  readonly model: Uint8Array;
  readonly layout: WeightLayout;
  readonly sizes: Hyperparameters;
  /** What each layer keeps of a sequence, in the order of the graph's inputs. */
  readonly states: readonly LayerState[];
  /** Rotations whose tables the graph reads. */
  readonly ropes: readonly Rope[];
  /** The graph's inputs besides those. */
  readonly inputs: readonly string[];
  readonly temperature: Temperature | undefined;
  /** What embeddings the graph gives, if it gives any. */
  readonly embedding: EmbeddingPlan | undefined;
  /** Logits per row, or the width of an embedding. */
  readonly logitsLength: number;
  /** The widest row of activations. */
  readonly widest: number;
  /** Tokens that have an embedding and a logit. */
  readonly knownTokens: number;
  /** Hex digits that tell this graph of this file from all others. */
  readonly identity: string;
}

export interface EmbeddingPlan {
  readonly pooling: Pooling;
  /** Tokens of the longest text that the model has positions for. */
  readonly mostPositions: number;
  /** Whether the second text of a pair is told from the first. */
  readonly hasTokenTypes: boolean;
}

/**
 * Builds the graph of a GGUF file, from its header alone. `kernels` says whether Cria's own operators do the work, or
 * ONNX Runtime's on f32 weights: slow, but written by others.
 */
export function planModel(gguf: Gguf, kernels = true): ModelPlan {
  const { decoder, sizes, embedding } = buildGraph(gguf, kernels);
  const model = decoder.graph.encode();
  const hash = createHash("sha256").update(`${transcoderVersion}:${gguf.fileSize}:${gguf.dataOffset}:`).update(model);
  return {
    model,
    layout: decoder.weights.layout,
    sizes,
    states: decoder.states,
    ropes: decoder.ropes,
    inputs: decoder.inputs,
    temperature: decoder.temperatureOf,
    embedding,
    widest: decoder.weights.widest,
    logitsLength: decoder.logitsLength,
    knownTokens: embedding ? decoder.embeddedTokens : Math.min(decoder.embeddedTokens, decoder.logitsLength),
    identity: hash.digest("hex").slice(0, 16),
  };
}

function buildGraph(gguf: Gguf, kernels: boolean) {
  const name = getString(gguf, "general.architecture");
  const options = encoderOptions(gguf);
  if (!options) {
    const build = architectureNamed(name);
    const sizes = readHyperparameters(gguf);
    const decoder = new DecoderGraph(gguf, sizes, weightsFile, kernels);
    build(decoder, sizes, new ModelKeys(gguf));
    return { decoder, sizes, embedding: undefined };
  }
  const build = encoderNamed(name);
  const sizes = readHyperparameters(gguf);
  const encoder = new EncoderGraph(gguf, sizes, weightsFile, options);
  build(encoder, sizes, new ModelKeys(gguf));
  const { mostPositions, hasTokenTypes } = encoder;
  return { decoder: encoder, sizes, embedding: { pooling: options.pooling, mostPositions, hasTokenTypes } };
}

/** Throws {@link GgufError} where the graph doesn't know all tokens of the vocabulary. */
export function assertVocabulary({ knownTokens }: ModelPlan, vocabSize: number): void {
  if (knownTokens >= vocabSize) return;
  throw new GgufError(`embedding and head have ${knownTokens} rows for a vocabulary of ${vocabSize} tokens`);
}
