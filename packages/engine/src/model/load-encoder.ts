import { Encoder } from "../encode/encoder.ts";
import { encoderMemoryBytes } from "../encode/encoder-memory.ts";
import { readRerankPrompt } from "../encode/pair-tokens.ts";
import type { InputReader } from "../encode/tokenized-input.ts";
import { kernelLibrary } from "../kernels/level.ts";
import type { EmbeddingInfo, LoadHooks, RunnerInfo, RunnerSettings } from "../runner/types.ts";
import type { Tokenizer } from "../tokenizer/tokenizer.ts";
import type { OpenedModel } from "./open.ts";
import { prepareAndOpen } from "./prepare-and-open.ts";
import { readFrequencies } from "./rope-frequencies.ts";
import { defaultThreads } from "./threads.ts";

/** A model in this process that gives embeddings. */
export interface LoadedEncoder extends Disposable {
  readonly info: RunnerInfo & { readonly embedding: EmbeddingInfo };
  readonly tokenizer: Tokenizer;
  readonly encoder: Encoder;
  /** Reads inputs as this model wants them. */
  readonly reader: InputReader;
  /** Says that it is used, so that the cache keeps its weights rather than others'. */
  touch(): void;
  /** Whether its weights are those that were made of the file; it has to be loaded anew if they are not. */
  isIntact(): Promise<boolean>;
}

/** Loads a model that gives embeddings. Throws as `loadAnyModel` does. */
export async function loadEncoder(
  { path, gguf, tokenizer, plan, warning: kernelWarning }: OpenedModel,
  settings: RunnerSettings,
  { onProgress = () => {}, admit = async () => {} }: LoadHooks,
): Promise<LoadedEncoder> {
  const { sizes, logitsLength: dimensions } = plan;
  const { pooling, mostPositions } = plan.embedding!;
  const longest = Math.max(1, Math.min(settings.numCtx, sizes.contextLength, mostPositions));
  const weightBytes = plan.layout.byteLength;
  const memoryBytes = weightBytes + encoderMemoryBytes(plan, longest);
  await admit(memoryBytes);
  const frequencies = await readFrequencies(gguf, plan.ropes, longest, path);
  const open = (onnxPath: string) =>
    new Encoder({
      onnxPath,
      threads: settings.numThreads || defaultThreads(),
      inputs: plan.inputs,
      dimensions,
      isPerToken: pooling === "none",
      longest,
      ropes: plan.ropes,
      frequencies,
      temperature: plan.temperature,
    });
  const { prepared, opened: encoder } = await prepareAndOpen(plan, settings, onProgress, open);
  const warning = [kernelWarning, prepared.notice].filter((text) => text !== undefined).join("; ");
  const embedding: EmbeddingInfo = { pooling, dimensions, longest };
  return {
    info: {
      numCtx: longest,
      // Texts of any number of requests share packs; none has a slot.
      numParallel: settings.numParallel || 1,
      trainedContext: sizes.contextLength,
      vocabSize: tokenizer.vocabSize,
      addBos: tokenizer.addBos,
      memoryBytes,
      kernels: kernelLibrary().level,
      embedding,
      ...(warning && { warning }),
    },
    tokenizer,
    encoder,
    reader: { ...embedding, tokenizer, rerankPrompt: readRerankPrompt(gguf) },
    touch: () => prepared.touch(),
    isIntact: () => prepared.isIntact(),
    [Symbol.dispose]() {
      encoder[Symbol.dispose]();
      prepared[Symbol.dispose]();
    },
  };
}
