import type { StoredModel } from "../../store/model.ts";
import { cogito } from "./cogito.ts";
import { cohere } from "./cohere.ts";
import { deepseek } from "./deepseek.ts";
import type { RendererDefinition } from "./definition.ts";
import { functionGemma } from "./functiongemma.ts";
import { gemma4Large, gemma4Small } from "./gemma4.ts";
import { isLargeGemma4 } from "./gemma4-size.ts";
import { glimmer } from "./glimmer.ts";
import { glm47, glmOcr } from "./glm.ts";
import { laguna, poolside } from "./laguna.ts";
import { lfm2, lfm2Thinking } from "./lfm2.ts";
import { nemotron3, nemotron3_5 } from "./nemotron.ts";
import { olmo3, olmo3Think, olmo3Think32B, olmo31 } from "./olmo.ts";
import { qwenCoder } from "./qwen-coder.ts";
import { qwenVlInstruct, qwenVlThinking } from "./qwen-vl.ts";
import { ornith, qwen3_5, qwen3_8 } from "./qwen3.5.ts";

/** The renderers that models may name. */
export const renderers: Readonly<Record<string, RendererDefinition>> = {
  "qwen3-coder": qwenCoder,
  "qwen3-vl-instruct": qwenVlInstruct,
  "qwen3-vl-thinking": qwenVlThinking,
  "qwen3.5": qwen3_5,
  "qwen3.8": qwen3_8,
  ornith,
  cogito,
  "deepseek3.1": deepseek,
  "nemotron-3-nano": nemotron3,
  "nemotron-3.5-nano": nemotron3_5,
  gemma4: gemma4Small,
  "gemma4-small": gemma4Small,
  "gemma4-large": gemma4Large,
  functiongemma: functionGemma,
  "glm-4.7": glm47,
  "glm-ocr": glmOcr,
  olmo3,
  "olmo3.1": olmo31,
  "olmo3-think": olmo3Think,
  "olmo3-32b-think": olmo3Think32B,
  lfm2,
  "lfm2-thinking": lfm2Thinking,
  laguna,
  "poolside-v1": poolside,
  cohere,
  glimmer,
};

/** The renderer of a name; undefined for a name that nobody knows. `gemma4` depends on the model. */
export function findRenderer(
  name: string,
  model?: Pick<StoredModel, "name" | "config">,
): RendererDefinition | undefined {
  if (name === "gemma4" && model !== undefined && isLargeGemma4(model)) return gemma4Large;
  return Object.hasOwn(renderers, name) ? renderers[name] : undefined;
}
