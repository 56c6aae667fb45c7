import { open } from "node:fs/promises";
import { architectureNamed } from "../architectures/architecture.ts";
import type { Hyperparameters } from "../architectures/hyperparameters.ts";
import { ropeFrequencies } from "../architectures/rope.ts";
import type { Evaluator } from "../decode/batcher.ts";
import { Decoder } from "../decode/decoder.ts";
import { kvCacheBytes } from "../decode/kv-cache.ts";
import { GgufError } from "../gguf/error.ts";
import type { Gguf } from "../gguf/header.ts";
import { readGguf } from "../gguf/reader.ts";
import { kernelLibrary } from "../kernels/level.ts";
import { selfTest } from "../kernels/self-test.ts";
import type { LoadHooks, RunnerInfo, RunnerSettings } from "../runner/types.ts";
import { createTokenizer } from "../tokenizer/create-tokenizer.ts";
import type { Tokenizer } from "../tokenizer/tokenizer.ts";
import { type ModelPlan, planModel } from "./plan.ts";
import { prepareModel } from "./prepare.ts";
import { defaultThreads } from "./threads.ts";

/** A model in this process, ready to evaluate. */
export interface LoadedModel extends Disposable {
  readonly info: RunnerInfo;
  readonly tokenizer: Tokenizer;
  readonly evaluator: Evaluator;
  /** Logits per token; the tokenizer may know fewer tokens. */
  readonly logitsLength: number;
  /** Says that it is used, so that the cache keeps its weights rather than others'. */
  touch(): void;
}

const smallestContext = 4;

/**
 * Loads a GGUF file, transcoding its weights if need be. Throws GgufError, ArchitectureError, WeightError, OrtError,
 * what `admit` threw, and an Error that says why no folder could take the transcoded weights.
 */
export async function loadModel(
  settings: RunnerSettings,
  { onProgress = () => {}, admit = async () => {} }: LoadHooks = {},
): Promise<LoadedModel> {
  const gguf = await readGguf(settings.modelPath);
  const tokenizer = createTokenizer(gguf);
  const plan = planModel(gguf);
  const { sizes } = plan;
  const kernelWarning = testKernels(plan);
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
  const frequencies = ropeFrequencies(gguf, sizes, await readRopeFactors(gguf, sizes, settings.modelPath));
  const prepared = await prepareModel(plan, settings.modelPath, settings, (completed, total) =>
    onProgress({ stage: "transcoding", completed, total }),
  );
  onProgress({ stage: "loading", completed: 0, total: weightBytes });
  const decoder = await prepared.open((onnxPath) => {
    return new Decoder({
      onnxPath,
      threads: settings.numThreads || defaultThreads(),
      ...cacheShape,
      vocabSize: logitsLength,
      frequencies,
      interleavedRope: architectureNamed(sizes.architecture).interleavedRope,
      needsPositions: plan.needsPositions,
      maxRows: Math.min(settings.numBatch, numCtx),
    });
  });
  const warning = [kernelWarning, prepared.notice].filter((text) => text !== undefined).join("; ");
  return {
    info: {
      numCtx,
      trainedContext: sizes.contextLength,
      vocabSize: tokenizer.vocabSize,
      addBos: tokenizer.addBos,
      memoryBytes,
      kernels: kernelLibrary().level,
      ...(warning && { warning }),
    },
    tokenizer,
    logitsLength,
    evaluator: decoder,
    touch: () => prepared.touch(),
    [Symbol.dispose]() {
      decoder[Symbol.dispose]();
      prepared[Symbol.dispose]();
    },
  };
}

/** Tests the kernels on the model's types. What to warn of, if they had to be replaced. */
function testKernels({ layout }: ModelPlan): string | undefined {
  let warning: string | undefined;
  kernelLibrary();
  selfTest(new Set(layout.jobs.map(({ tensor }) => tensor.type.id)), (from, to) => {
    warning = `the ${from} kernels compute wrongly on this machine; ${to} is used instead`;
  });
  return warning;
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
