import { open } from "node:fs/promises";
import { join } from "node:path";
import { architectureNamed } from "../architectures/architecture.ts";
import type { Hyperparameters } from "../architectures/hyperparameters.ts";
import { ropeFrequencies } from "../architectures/rope.ts";
import type { Evaluator } from "../decode/batcher.ts";
import { Decoder } from "../decode/decoder.ts";
import { kvCacheBytes } from "../decode/kv-cache.ts";
import { GgufError } from "../gguf/error.ts";
import type { Gguf } from "../gguf/header.ts";
import { readGguf } from "../gguf/reader.ts";
import type { LoadHooks, RunnerInfo, RunnerSettings } from "../runner/types.ts";
import { createTokenizer } from "../tokenizer/create-tokenizer.ts";
import type { Tokenizer } from "../tokenizer/tokenizer.ts";
import { planModel } from "./plan.ts";
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

/**
 * Loads a GGUF file, transcoding its weights if need be. Throws GgufError, ArchitectureError, WeightError, OrtError, and
 * what `admit` threw.
 */
export async function loadModel(
  settings: RunnerSettings,
  { onProgress = () => {}, admit = async () => {} }: LoadHooks = {},
): Promise<LoadedModel> {
  const gguf = await readGguf(settings.modelPath);
  const tokenizer = createTokenizer(gguf);
  const plan = planModel(gguf);
  const { sizes } = plan;
  const logitsLength =
    gguf.tensors.get("output.weight")?.dims[1] ?? gguf.tensors.get("token_embd.weight")?.dims[1] ?? 0;
  if (logitsLength < tokenizer.vocabSize) {
    throw new GgufError(`the head has ${logitsLength} rows for a vocabulary of ${tokenizer.vocabSize} tokens`);
  }
  const numCtx = Math.max(smallestContext, Math.min(settings.numCtx, sizes.contextLength));
  const cacheShape = {
    layers: sizes.blockCount,
    slots: settings.numParallel,
    headCountKv: sizes.headCountKv,
    capacity: numCtx,
    headDim: sizes.headDim,
  };
  const weightBytes = plan.layout.byteLength;
  const memoryBytes = weightBytes + kvCacheBytes(cacheShape);
  await admit(memoryBytes);
  const folder = join(settings.cacheDir, settings.cacheKey);
  const onnxPath = await prepareModel(plan, settings.modelPath, folder, (completed, total) =>
    onProgress({ stage: "transcoding", completed, total }),
  );
  onProgress({ stage: "loading", completed: 0, total: weightBytes });
  const frequencies = ropeFrequencies(gguf, sizes, await readRopeFactors(gguf, sizes, settings.modelPath));
  const decoder = new Decoder({
    onnxPath,
    threads: settings.numThreads || defaultThreads(),
    ...cacheShape,
    vocabSize: logitsLength,
    frequencies,
    interleavedRope: architectureNamed(sizes.architecture).interleavedRope,
    needsPositions: plan.needsPositions,
    maxRows: Math.min(settings.numBatch, numCtx),
  });
  return {
    info: {
      numCtx,
      trainedContext: sizes.contextLength,
      vocabSize: tokenizer.vocabSize,
      addBos: tokenizer.addBos,
      memoryBytes,
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
