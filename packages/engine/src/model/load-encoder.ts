import { Encoder } from "../encode/encoder.ts";
import { encoderMemoryBytes } from "../encode/encoder-memory.ts";
import { readRerankPrompt } from "../encode/pair-tokens.ts";
import type { InputReader } from "../encode/tokenized-input.ts";
import { kernelLibrary } from "../kernels/level.ts";
import type { EmbeddingInfo, LoadHooks, RunnerInfo, RunnerSettings } from "../runner/types.ts";
import type { Tokenizer } from "../tokenizer/tokenizer.ts";
import type { OpenedModel } from "./open.ts";
import { prepareModel } from "./prepare.ts";
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
  const prepared = await prepareModel(plan, path, settings, (completed, total) =>
    onProgress({ stage: "transcoding", completed, total }),
  );
  onProgress({ stage: "loading", completed: 0, total: weightBytes });
  const encoder = await prepared.open((onnxPath) => {
    return new Encoder({
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
  });
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
    [Symbol.dispose]() {
      encoder[Symbol.dispose]();
      prepared[Symbol.dispose]();
    },
  };
}
