import { createHash } from "node:crypto";
import { architectureNamed } from "../architectures/architecture.ts";
import { type Hyperparameters, readHyperparameters } from "../architectures/hyperparameters.ts";
import type { Gguf } from "../gguf/header.ts";
import { DecoderGraph } from "../graph/decoder-graph.ts";
import type { WeightLayout } from "../weights/layout.ts";

/** Changes when the same graph would get other bytes from the same GGUF. */
const transcoderVersion = 3;

/** Name of the weights file in the graph, beside which it lies. */
export const weightsFile = "weights.data";

/** What is made of a GGUF file: its graph, and where each of its tensors goes. */
export interface ModelPlan {
  /** The graph as an ONNX model. */
  readonly model: Uint8Array;
  readonly layout: WeightLayout;
  readonly sizes: Hyperparameters;
  /** Whether the graph takes `position_ids`. */
  readonly needsPositions: boolean;
  /** Hex digits that tell this graph of this file from all others. */
  readonly identity: string;
}

/**
 * Builds the graph of a GGUF file, from its header alone. `kernels` says whether Cria's own operators do the work, or
 * ONNX Runtime's on f32 weights: slow, but written by others.
 */
export function planModel(gguf: Gguf, kernels = true): ModelPlan {
  const sizes = readHyperparameters(gguf);
  const decoder = new DecoderGraph(gguf, sizes, weightsFile, kernels);
  architectureNamed(sizes.architecture).build(decoder, sizes, gguf);
  const model = decoder.graph.encode();
  const hash = createHash("sha256").update(`${transcoderVersion}:${gguf.fileSize}:${gguf.dataOffset}:`).update(model);
  return {
    model,
    layout: decoder.weights.layout,
    sizes,
    needsPositions: !decoder.fusedRope,
    identity: hash.digest("hex").slice(0, 16),
  };
}
