import { type Gap, goRenderer, renderInsert } from "./go-renderer.ts";
import { briefBounds, fullBounds, TemplateLimitError as GoLimitError } from "./gotemplate/index.ts";
import { TemplateLimitError as JinjaLimitError } from "./jinja/error.ts";
import { jinjaRenderer, type SpecialTokens } from "./jinja/renderer.ts";
import type { PromptInput } from "./renderer.ts";

/** A template that makes prompts of conversations. */
export type ChatTemplate =
  | { readonly kind: "go"; readonly text: string }
  | { readonly kind: "jinja"; readonly text: string; readonly tokens: SpecialTokens };

/** A prompt that is to be made: all of it can be sent to another thread. */
export type RenderJob =
  | { readonly source: ChatTemplate; readonly input: PromptInput }
  | { readonly source: { readonly kind: "insert"; readonly text: string }; readonly input: Gap };

/**
 * Makes the prompt of a job here and now. Throws what the template or its parser throws, with a text for the client.
 * @param isBrief whether it gives up what takes longer than some ten milliseconds, see {@link isLimit}
 */
export function renderJob({ source, input }: RenderJob, isBrief = false): string {
  const bounds = isBrief ? briefBounds : fullBounds;
  switch (source.kind) {
    case "go":
      return goRenderer(source.text, bounds)(input as PromptInput);
    case "jinja":
      return jinjaRenderer(source.text, source.tokens, isBrief)(input as PromptInput);
    case "insert":
      return renderInsert(source.text, input as Gap, bounds);
  }
}

/** Whether a template did more than it may. */
export function isLimit(error: unknown): boolean {
  return error instanceof GoLimitError || error instanceof JinjaLimitError;
}
