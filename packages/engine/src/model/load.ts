import { open } from "node:fs/promises";
import { type Rope, type RopeFrequencies, ropeFrequencies } from "../architectures/rope.ts";
import { upstreamView } from "../compat/upstream-view.ts";
import type { Evaluator } from "../decode/batcher.ts";
import { Decoder } from "../decode/decoder.ts";
import { slotMemoryBytes } from "../decode/slot-memory.ts";
import { GgufError } from "../gguf/error.ts";
import type { Gguf } from "../gguf/header.ts";
import { readGguf } from "../gguf/reader.ts";
import { assertWhole } from "../gguf/split.ts";
import { kernelLibrary } from "../kernels/level.ts";
import { selfTest } from "../kernels/self-test.ts";
import type { PreparedModel } from "../prepared/prepared-model.ts";
import type { LoadHooks, RunnerInfo, RunnerSettings } from "../runner/types.ts";
import { createTokenizer } from "../tokenizer/create-tokenizer.ts";
import type { Tokenizer } from "../tokenizer/tokenizer.ts";
import { affordableSlots } from "./affordable-slots.ts";
import { assertVocabulary, type ModelPlan, planModel } from "./plan.ts";
import { mostAttempts, prepareModel } from "./prepare.ts";
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
  /** Whether its weights are those that were made of the file; it has to be loaded anew if they are not. */
  isIntact(): Promise<boolean>;
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
  const file = await readGguf(settings.modelPath);
  assertWhole(file);
  const gguf = upstreamView(file);
  const tokenizer = createTokenizer(gguf);
  const plan = planModel(gguf);
  const { sizes, logitsLength } = plan;
  const kernelWarning = testKernels(plan);
  assertVocabulary(plan, tokenizer.vocabSize);
  const numCtx = Math.max(smallestContext, Math.min(settings.numCtx, sizes.contextLength));
  const weightBytes = plan.layout.byteLength;
  const slotShape = { states: plan.states, slots: 1, numCtx, maxRows: Math.min(settings.numBatch, numCtx) };
  const slots = settings.numParallel || affordableSlots(slotMemoryBytes(slotShape), weightBytes);
  const memoryShape = { ...slotShape, slots };
  const memoryBytes = weightBytes + slotMemoryBytes(memoryShape);
  await admit(memoryBytes);
  const frequencies = await readFrequencies(gguf, plan.ropes, numCtx, settings.modelPath);
  const open = (onnxPath: string) =>
    new Decoder({
      onnxPath,
      threads: settings.numThreads || defaultThreads(),
      ...memoryShape,
      logitsLength,
      ropes: plan.ropes,
      frequencies,
      temperature: plan.temperature,
      inputs: plan.inputs,
    });
  const { prepared, decoder } = await prepareAndOpen(plan, settings, onProgress, open);
  const warning = [kernelWarning, prepared.notice].filter((text) => text !== undefined).join("; ");
  return {
    info: {
      numCtx,
      numParallel: slots,
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
    isIntact: () => prepared.isIntact(),
    [Symbol.dispose]() {
      decoder[Symbol.dispose]();
      prepared[Symbol.dispose]();
    },
  };
}

/** Prepares the weights and opens them: anew where others, such as a delete of the same file elsewhere, have removed them. */
async function prepareAndOpen<Opened>(
  plan: ModelPlan,
  settings: RunnerSettings,
  onProgress: NonNullable<LoadHooks["onProgress"]>,
  open: (onnxPath: string) => Opened,
): Promise<{ prepared: PreparedModel; decoder: Opened }> {
  for (let attempt = 1; ; attempt++) {
    const prepared = await prepareModel(plan, settings.modelPath, settings, (completed, total) =>
      onProgress({ stage: "transcoding", completed, total }),
    );
    onProgress({ stage: "loading", completed: 0, total: plan.layout.byteLength });
    try {
      return { prepared, decoder: await prepared.open(open) };
    } catch (error) {
      prepared[Symbol.dispose]();
      if (attempt === mostAttempts || prepared.isThere()) throw error;
    }
  }
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

/** The frequencies of each rotation for contexts of `numCtx` tokens. */
async function readFrequencies(
  gguf: Gguf,
  ropes: readonly Rope[],
  numCtx: number,
  path: string,
): Promise<(rope: Rope) => RopeFrequencies> {
  const frequencies = new Map<string, RopeFrequencies>();
  for (const rope of ropes) {
    const { longFactors } = rope;
    const name = longFactors && numCtx > longFactors.beyond ? longFactors.tensor : rope.factors;
    const factors = name === undefined ? undefined : await readRopeFactors(gguf, name, rope.dim / 2, path);
    frequencies.set(JSON.stringify(rope), ropeFrequencies(rope, factors));
  }
  return (rope) => frequencies.get(JSON.stringify(rope)) ?? ropeFrequencies(rope);
}

/** The divisors of rotary frequencies that a tensor holds, where the file has it. */
async function readRopeFactors(
  gguf: Gguf,
  name: string,
  count: number,
  path: string,
): Promise<Float32Array | undefined> {
  const tensor = gguf.tensors.get(name);
  if (!tensor) return undefined;
  if (tensor.type.name !== "F32" || tensor.elementCount !== count) {
    throw new GgufError(`${name} should be ${count} values of type F32`);
  }
  const factors = new Float32Array(tensor.elementCount);
  await using file = await open(path, "r");
  await file.read(new Uint8Array(factors.buffer), 0, factors.byteLength, tensor.offset);
  if (!factors.every((factor) => factor > 0)) throw new GgufError(`${name} holds values that are not positive`);
  return factors;
}
