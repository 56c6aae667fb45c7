import { cogito } from "./cogito.ts";
import { deepseek } from "./deepseek.ts";
import type { RendererDefinition } from "./definition.ts";
import { nemotron3, nemotron3_5 } from "./nemotron.ts";
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
};

/** The renderer of a name; undefined for a name that nobody knows. */
export function findRenderer(name: string): RendererDefinition | undefined {
  return Object.hasOwn(renderers, name) ? renderers[name] : undefined;
}
