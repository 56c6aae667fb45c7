import type { RendererDefinition } from "./definition.ts";
import { qwenCoder } from "./qwen-coder.ts";

/** The renderers that models may name. */
export const renderers: Readonly<Record<string, RendererDefinition>> = {
  "qwen3-coder": qwenCoder,
};

/** The renderer of a name; undefined for a name that nobody knows. */
export function findRenderer(name: string): RendererDefinition | undefined {
  return Object.hasOwn(renderers, name) ? renderers[name] : undefined;
}
