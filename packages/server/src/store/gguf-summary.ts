import { encoderOptions, fileTypeName, type Gguf, type GgufValue, type Pooling } from "@cria/engine";

/** What the store says of a model from its weights' header. */
export interface GgufSummary {
  /** `general.architecture`. */
  readonly architecture: string;
  readonly parameterCount: number;
  /** Name of `general.file_type`; `unknown` for a missing one and, as Ollama has it, for F32. */
  readonly fileType: string;
  readonly contextLength: number | undefined;
  readonly embeddingLength: number | undefined;
  /** Whether it was made to embed, or to rank, rather than to generate. */
  readonly isEmbedding: boolean;
  /** Whether it was made to rank documents, which has no vectors. */
  readonly ranks: boolean;
  readonly hasVision: boolean;
  readonly hasAudio: boolean;
  /** Whether it is a projector that encodes sound, as far as the original uses that. */
  readonly hears: boolean;
  /** Jinja text of `tokenizer.chat_template`. */
  readonly chatTemplate: string | undefined;
}

/** Reads what counts from a header. A value of an unexpected type counts as absent. */
export function summarize(gguf: Gguf): GgufSummary {
  const architecture = stringOf(gguf.metadata.get("general.architecture")) ?? "unknown";
  const get = (key: string) => gguf.metadata.get(`${architecture}.${key}`);
  const pooling = poolingOf(gguf);
  const named = numberOf(gguf.metadata.get("general.file_type")) === undefined ? undefined : fileTypeName(gguf);
  return {
    architecture,
    parameterCount: [...gguf.tensors.values()].reduce((sum, tensor) => sum + tensor.elementCount, 0),
    fileType: named === undefined || named === "F32" ? "unknown" : named,
    contextLength: numberOf(get("context_length")),
    embeddingLength: numberOf(get("embedding_length")),
    isEmbedding: get("pooling_type") !== undefined || pooling !== undefined,
    ranks: pooling === "rank",
    hasVision: get("vision.block_count") !== undefined,
    hasAudio: get("audio.block_count") !== undefined,
    hears: encodesSound(gguf) && stringOf(get("vision.projector_type")) !== "gemma3nv",
    chatTemplate: stringOf(gguf.metadata.get("tokenizer.chat_template")),
  };
}

/** How the engine would pool, also where a file of an encoder does not say it; undefined for a model that generates. */
function poolingOf(gguf: Gguf): Pooling | undefined {
  try {
    return encoderOptions(gguf)?.pooling;
  } catch {
    // What is wrong with the file is said when it is loaded.
    return undefined;
  }
}

function encodesSound({ metadata }: Gguf): boolean {
  return [...metadata].some(([key, { value }]) => /(?:^|\.)has_audio_encoder$/.test(key) && value === true);
}

/** A count of parameters in the form of `details.parameter_size`, such as `3.2B`, `1.50M` or `260K`. */
export function formatParameterCount(count: number): string {
  if (count >= 1e9) return `${(count / 1e9).toFixed(1)}B`;
  if (count >= 1e6) return `${count % 1e6 === 0 ? count / 1e6 : (count / 1e6).toFixed(2)}M`;
  return count >= 1e3 ? `${(count / 1e3).toFixed(0)}K` : String(count);
}

export function stringOf(value: GgufValue | undefined): string | undefined {
  return value?.type === "string" ? value.value : undefined;
}

/** A whole, non-negative number. */
export function numberOf(value: GgufValue | undefined): number | undefined {
  if (typeof value?.value !== "number" || !Number.isSafeInteger(value.value) || value.value < 0) return undefined;
  return value.value;
}
