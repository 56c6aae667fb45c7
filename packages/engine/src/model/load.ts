import { open } from "node:fs/promises";
import { join } from "node:path";
import { architectureNamed } from "../architectures/architecture.ts";
import type { Hyperparameters } from "../architectures/hyperparameters.ts";
import { ropeFrequencies } from "../architectures/rope.ts";
import type { Evaluator } from "../decode/batcher.ts";
import { Decoder } from "../decode/decoder.ts";
import { GgufError } from "../gguf/error.ts";
import type { Gguf } from "../gguf/header.ts";
import { readGguf } from "../gguf/reader.ts";
import type { LoadProgress, RunnerInfo, RunnerSettings } from "../runner/types.ts";
import { createTokenizer } from "../tokenizer/create-tokenizer.ts";
import type { Tokenizer } from "../tokenizer/tokenizer.ts";
import { prepareModel } from "./prepare.ts";
import { defaultThreads } from "./threads.ts";

/** A model in this process, ready to evaluate. */
export interface LoadedModel extends Disposable {
  readonly info: RunnerInfo;
  readonly tokenizer: Tokenizer;
  readonly evaluator: Evaluator;
  /** Logits per token; the tokenizer may know fewer tokens. */
  readonly logitsLength: number;
}

const smallestContext = 4;

/** Loads a GGUF file, transcoding its weights if need be. Throws GgufError, ArchitectureError, WeightError, OrtError. */
export async function loadModel(
  settings: RunnerSettings,
  onProgress: (progress: LoadProgress) => void = () => {},
): Promise<LoadedModel> {
  const gguf = await readGguf(settings.modelPath);
  const tokenizer = createTokenizer(gguf);
  const folder = join(settings.cacheDir, settings.cacheKey);
  const prepared = await prepareModel(gguf, settings.modelPath, folder, (completed, total) =>
    onProgress({ stage: "transcoding", completed, total }),
  );
  const { sizes, weightBytes } = prepared;
  onProgress({ stage: "loading", completed: 0, total: weightBytes });
  const logitsLength =
    gguf.tensors.get("output.weight")?.dims[1] ?? gguf.tensors.get("token_embd.weight")?.dims[1] ?? 0;
  if (logitsLength < tokenizer.vocabSize) {
    throw new GgufError(`the head has ${logitsLength} rows for a vocabulary of ${tokenizer.vocabSize} tokens`);
  }
  const numCtx = Math.max(smallestContext, Math.min(settings.numCtx, sizes.contextLength));
  const frequencies = ropeFrequencies(gguf, sizes, await readRopeFactors(gguf, sizes, settings.modelPath));
  const decoder = new Decoder({
    onnxPath: prepared.onnxPath,
    threads: settings.numThreads || defaultThreads(),
    layers: sizes.blockCount,
    headCountKv: sizes.headCountKv,
    headDim: sizes.headDim,
    vocabSize: logitsLength,
    frequencies,
    interleavedRope: architectureNamed(sizes.architecture).interleavedRope,
    needsPositions: prepared.needsPositions,
    slots: settings.numParallel,
    capacity: numCtx,
    maxRows: Math.min(settings.numBatch, numCtx),
  });
  return {
    info: {
      numCtx,
      trainedContext: sizes.contextLength,
      vocabSize: tokenizer.vocabSize,
      addBos: tokenizer.addBos,
      memoryBytes: weightBytes + decoder.cache.byteLength,
    },
    tokenizer,
    logitsLength,
    evaluator: decoder,
    [Symbol.dispose]: () => decoder[Symbol.dispose](),
  };
}

/** Divisors of the rotary frequencies, `[ropeDim / 2]`, where the file has them. */
async function readRopeFactors(gguf: Gguf, sizes: Hyperparameters, path: string): Promise<Float32Array | undefined> {
  const tensor = gguf.tensors.get("rope_freqs.weight");
  if (!tensor) return undefined;
  if (tensor.type.name !== "F32" || tensor.elementCount !== sizes.ropeDim / 2) {
    throw new GgufError(`rope_freqs.weight should be ${sizes.ropeDim / 2} values of type F32`);
  }
  const factors = new Float32Array(tensor.elementCount);
  await using file = await open(path, "r");
  await file.read(new Uint8Array(factors.buffer), 0, factors.byteLength, tensor.offset);
  if (!factors.every((factor) => factor > 0))
    throw new GgufError("rope_freqs.weight holds values that are not positive");
  return factors;
}
