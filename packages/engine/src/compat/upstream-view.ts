import type { Gguf } from "../gguf/header.ts";
import { clip } from "./clip.ts";
import { deepseekOcr } from "./deepseekocr.ts";
import { Draft } from "./draft.ts";
import { embeddingGemma } from "./embeddinggemma.ts";
import { gemma3 } from "./gemma3.ts";
import { gemma3n } from "./gemma3n.ts";
import { gemma4 } from "./gemma4.ts";
import { glm4MoeLite } from "./glm4moelite.ts";
import { glmOcr } from "./glmocr.ts";
import { gptOss } from "./gptoss.ts";
import type { Handler } from "./handler.ts";
import { laguna } from "./laguna.ts";
import { lfm2 } from "./lfm2.ts";
import { llama3 } from "./llama3.ts";
import { llama4 } from "./llama4.ts";
import { mistral3 } from "./mistral3.ts";
import { nemotronHMoe } from "./nemotron-h-moe.ts";
import { nemotronHOmni } from "./nemotron-h-omni.ts";
import { olmo3 } from "./olmo3.ts";
import { qwen3next } from "./qwen3next.ts";
import { qwen3vl } from "./qwen3vl.ts";
import { qwen25vl } from "./qwen25vl.ts";
import { qwen35 } from "./qwen35.ts";
import { snowflakeArcticEmbed2 } from "./snowflake-arctic-embed2.ts";

/** In the order in which they look at a file: what changes the architecture comes before who handles the new one. */
const handlers: readonly Handler[] = [
  embeddingGemma,
  gemma3,
  gemma3n,
  gemma4,
  snowflakeArcticEmbed2,
  gptOss,
  lfm2,
  olmo3,
  mistral3,
  qwen35,
  qwen3next,
  qwen25vl,
  qwen3vl,
  deepseekOcr,
  glmOcr,
  glm4MoeLite,
  laguna,
  nemotronHOmni,
  nemotronHMoe,
  llama3,
  llama4,
  clip,
];

/**
 * A file of Ollama's library as llama.cpp's converter would have written it: its keys, the names of its tensors, and only
 * those that the text model has. Tensors lie where they lay. The very same header if the file has no mark of the library's
 * layout.
 */
export function upstreamView(gguf: Gguf): Gguf {
  const draft = new Draft(gguf);
  let isTranslated = false;
  for (const handler of handlers) {
    if (!handler.architectures.includes(draft.architecture) || !handler.isLibraryFile(draft)) continue;
    handler.translate(draft);
    isTranslated = true;
  }
  return isTranslated ? { ...gguf, metadata: draft.metadata, tensors: draft.tensors } : gguf;
}
