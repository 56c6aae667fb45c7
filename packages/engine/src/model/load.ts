import type { Evaluator } from "../decode/batcher.ts";
import { Decoder } from "../decode/decoder.ts";
import { slotMemoryBytes } from "../decode/slot-memory.ts";
import { GgufError } from "../gguf/error.ts";
import { kernelLibrary } from "../kernels/level.ts";
import type { LoadHooks, RunnerInfo, RunnerSettings } from "../runner/types.ts";
import type { Tokenizer } from "../tokenizer/tokenizer.ts";
import { affordableSlots } from "./affordable-slots.ts";
import { type LoadedEncoder, loadEncoder } from "./load-encoder.ts";
import { type OpenedModel, openModel } from "./open.ts";
import { prepareAndOpen } from "./prepare-and-open.ts";
import { readFrequencies } from "./rope-frequencies.ts";
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
 * Loads a GGUF file of a model that generates or that embeds, transcoding its weights if need be. Throws GgufError,
 * ArchitectureError, WeightError, OrtError, what `admit` threw, and an Error that says why no folder could take the
 * transcoded weights.
 */
export async function loadAnyModel(
  settings: RunnerSettings,
  hooks: LoadHooks = {},
): Promise<LoadedModel | LoadedEncoder> {
  const opened = await openModel(settings.modelPath);
  return opened.plan.embedding ? loadEncoder(opened, settings, hooks) : loadDecoder(opened, settings, hooks);
}

/** As {@link loadAnyModel}, for a model that generates; throws GgufError for one that embeds. */
export async function loadModel(settings: RunnerSettings, hooks: LoadHooks = {}): Promise<LoadedModel> {
  const opened = await openModel(settings.modelPath);
  if (opened.plan.embedding) throw new GgufError("this model gives embeddings only");
  return loadDecoder(opened, settings, hooks);
}

async function loadDecoder(
  { gguf, tokenizer, plan, warning: kernelWarning }: OpenedModel,
  settings: RunnerSettings,
  { onProgress = () => {}, admit = async () => {} }: LoadHooks,
): Promise<LoadedModel> {
  const { sizes, logitsLength } = plan;
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
  const { prepared, opened: decoder } = await prepareAndOpen(plan, settings, onProgress, open);
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
