import { cohere } from "./cohere.ts";
import { cogito, deepseek3 } from "./deepseek.ts";
import type { ParserDefinition } from "./definition.ts";
import { functionGemma } from "./functiongemma.ts";
import { gemma4, gemma4NoThinking } from "./gemma4.ts";
import { glimmer } from "./glimmer.ts";
import { glm47, glmOcr } from "./glm.ts";
import { harmony } from "./harmony.ts";
import { laguna, poolside } from "./laguna.ts";
import { lfm2, lfm2Thinking } from "./lfm2.ts";
import { ministral } from "./ministral.ts";
import { olmo3, olmo3Think } from "./olmo.ts";
import { passthrough } from "./passthrough.ts";
import { qwen3, qwen3_5, qwen3Coder, qwen3Thinking, qwen3VlInstruct, qwen3VlThinking } from "./qwen.ts";

/** The parsers that models may name. */
export const parsers: Readonly<Record<string, ParserDefinition>> = {
  qwen3,
  "qwen3-thinking": qwen3Thinking,
  "qwen3-vl-instruct": qwen3VlInstruct,
  "qwen3-vl-thinking": qwen3VlThinking,
  "qwen3-coder": qwen3Coder,
  "qwen3.5": qwen3_5,
  ornith: qwen3_5,
  "nemotron-3-nano": qwen3_5,
  "nemotron-3.5-nano": qwen3_5,
  deepseek3,
  cogito,
  harmony,
  gemma4,
  "gemma4-no-thinking": gemma4NoThinking,
  functiongemma: functionGemma,
  "glm-4.7": glm47,
  "glm-ocr": glmOcr,
  olmo3,
  "olmo3-think": olmo3Think,
  ministral,
  lfm2,
  "lfm2-thinking": lfm2Thinking,
  laguna,
  "poolside-v1": poolside,
  cohere,
  glimmer,
  passthrough,
};

/** The parser of a name; undefined for a name that nobody knows, which is as good as none. */
export function findParser(name: string | undefined): ParserDefinition | undefined {
  return name !== undefined && Object.hasOwn(parsers, name) ? parsers[name] : undefined;
}
