import { GgufError } from "../gguf/error.ts";
import type { DecoderGraph } from "../graph/decoder-graph.ts";
import type { EncoderGraph } from "../graph/encoder-graph.ts";
import { bert, jinaBertV2, jinaBertV3, nomicBert } from "./bert.ts";
import { bitnet } from "./bitnet.ts";
import { cohere2, commandR } from "./command-r.ts";
import { deepseek2 } from "./deepseek2.ts";
import { exaone4 } from "./exaone4.ts";
import { falconH1 } from "./falcon-h1.ts";
import { gemma } from "./gemma.ts";
import { gemmaEmbedding } from "./gemma-embedding.ts";
import { gemma2 } from "./gemma2.ts";
import { gemma3 } from "./gemma3.ts";
import { gemma3n } from "./gemma3n.ts";
import { gemma4 } from "./gemma4.ts";
import { glm4, glm4moe } from "./glm4.ts";
import { gptOss } from "./gpt-oss.ts";
import { granite, minicpm } from "./granite.ts";
import { granitehybrid } from "./granitehybrid.ts";
import { hunyuanDense } from "./hunyuan.ts";
import type { Hyperparameters } from "./hyperparameters.ts";
import { lfm2, lfm2moe } from "./lfm2.ts";
import { llama } from "./llama.ts";
import { llama4 } from "./llama4.ts";
import { mamba2 } from "./mamba2.ts";
import { mistral3 } from "./mistral3.ts";
import type { ModelKeys } from "./model-keys.ts";
import { eurobert, modernBert } from "./modern-bert.ts";
import { nemotron } from "./nemotron.ts";
import { nemotronH } from "./nemotron-h.ts";
import { olmo2 } from "./olmo2.ts";
import { olmoe } from "./olmoe.ts";
import { phi2 } from "./phi2.ts";
import { phi3 } from "./phi3.ts";
import { qwen2, qwen2moe } from "./qwen2.ts";
import { qwen3, qwen3moe } from "./qwen3.ts";
import { qwen3next } from "./qwen3next.ts";
import { qwen35, qwen35moe } from "./qwen35.ts";
import { smollm3 } from "./smollm3.ts";
import { stablelm } from "./stablelm.ts";
import { starcoder2 } from "./starcoder2.ts";

/**
 * A model family: composes its graph of operators. Throws {@link GgufError} and ArchitectureError where keys or tensors
 * are missing or make no sense.
 */
export type Architecture = (g: DecoderGraph, sizes: Hyperparameters, keys: ModelKeys) => void;

/** By `general.architecture`. */
const architectures: Readonly<Record<string, Architecture>> = {
  bitnet,
  cohere2,
  "command-r": commandR,
  deepseek2,
  ernie4_5: llama,
  exaone4,
  "falcon-h1": falconH1,
  gemma,
  gemma2,
  gemma3,
  gemma3n,
  gemma4,
  glm4,
  glm4moe,
  "gpt-oss": gptOss,
  gptoss: gptOss,
  granite,
  granitehybrid,
  granitemoe: granite,
  "hunyuan-dense": hunyuanDense,
  internlm2: llama,
  lfm2,
  lfm2moe,
  llama,
  llama4,
  mamba2,
  minicpm,
  mistral3,
  nemotron,
  nemotron_h: nemotronH,
  nemotron_h_moe: nemotronH,
  olmo2,
  olmoe,
  phi2,
  phi3,
  qwen2,
  qwen2moe,
  qwen2vl: qwen2,
  qwen3,
  qwen35,
  qwen35moe,
  qwen3moe,
  qwen3next,
  qwen3vl: qwen3,
  qwen3vlmoe: qwen3moe,
  smollm3,
  stablelm,
  starcoder2,
};

/** Families that give nothing but embeddings. */
export type EncoderArchitecture = (g: EncoderGraph, sizes: Hyperparameters, keys: ModelKeys) => void;

const encoders: Readonly<Record<string, EncoderArchitecture>> = {
  bert,
  eurobert,
  "gemma-embedding": gemmaEmbedding,
  "jina-bert-v2": jinaBertV2,
  "jina-bert-v3": jinaBertV3,
  "llama-embed": llama,
  "modern-bert": modernBert,
  "nomic-bert": nomicBert,
  "nomic-bert-moe": nomicBert,
};

/** What {@link architectureNamed} and {@link encoderNamed} know. */
export const architectureNames: readonly string[] = [...Object.keys(architectures), ...Object.keys(encoders)];

/** Whether a family gives nothing but embeddings. */
export function isEncoder(name: string): boolean {
  return Object.hasOwn(encoders, name);
}

/** The family as one that gives embeddings: its own way, or as its decoder does. Throws as {@link architectureNamed}. */
export function encoderNamed(name: string): EncoderArchitecture {
  return isEncoder(name) ? encoders[name]! : architectureNamed(name);
}

/** Throws {@link GgufError} for families that the engine doesn't know. */
export function architectureNamed(name: string): Architecture {
  const architecture = Object.hasOwn(architectures, name) ? architectures[name] : undefined;
  if (architecture) return architecture;
  const known = architectureNames.join(", ");
  throw new GgufError(`models of the architecture "${name}" are not supported (supported: ${known})`);
}
