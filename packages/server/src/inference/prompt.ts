import type { ChosenRenderer } from "../prompts/choose-renderer.ts";
import { type HistoryLimit, type RenderedPrompt, renderFitting } from "../prompts/fit-history.ts";
import type { PromptInput } from "../prompts/renderer.ts";
import type { Lease } from "../scheduler/lease.ts";
import type { StoredModel } from "../store/model.ts";

/** The text that a model reads. */
export interface Prompt extends RenderedPrompt {
  /** Whether the engine would make the prompt in the original, which then also judges its length. */
  readonly isNative: boolean;
}

/** The prompt of a conversation, without its oldest messages if it is too long and `truncate` allows that. */
export async function conversationPrompt(
  { render, isNative }: ChosenRenderer,
  input: PromptInput,
  { model, lease, truncate }: { readonly model: StoredModel; readonly lease: Lease; readonly truncate: boolean },
): Promise<Prompt> {
  const limit: HistoryLimit = {
    numCtx: lease.info.numCtx,
    countsImages: model.projectors.length > 0,
    countTokens: async (text) => (await lease.tokenize(text, true)).length,
  };
  return { ...(await renderFitting(render, input, truncate ? limit : undefined)), isNative };
}
