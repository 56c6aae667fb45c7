import type { ChatMessage } from "../prompts/chat-message.ts";
import type { ChosenRenderer } from "../prompts/choose-renderer.ts";
import { type HistoryLimit, type RenderedPrompt, renderFitting } from "../prompts/fit-history.ts";
import type { PromptInput } from "../prompts/renderer.ts";
import type { Lease } from "../scheduler/lease.ts";
import type { StoredModel } from "../store/model.ts";

/** The text that a model reads. */
export interface Prompt extends RenderedPrompt {
  /** Whether the engine would make the prompt in the original, which then also judges its length. */
  readonly isNative: boolean;
  /** The text of the BOS that it may begin with, which the tokenizer must not add once more. */
  readonly bos?: string;
  /** The end of the conversation, which the model may be going on with. */
  readonly lastMessage?: ChatMessage;
}

/** The text that goes to the tokenizer: without the BOS that the tokenizer adds. */
export function textWithoutBos({ text, bos }: Prompt, addsBos: boolean): string {
  const found = addsBos ? [bos, "<bos>"].find((each) => each && text.startsWith(each)) : undefined;
  return text.slice(found?.length ?? 0);
}

/** The prompt of a conversation, without its oldest messages if it is too long and `truncate` allows that. */
export async function conversationPrompt(
  { render, isNative, marksImages, bos }: ChosenRenderer,
  input: PromptInput,
  { model, lease, truncate }: { readonly model: StoredModel; readonly lease: Lease; readonly truncate: boolean },
): Promise<Prompt> {
  const limit: HistoryLimit = {
    numCtx: lease.info.numCtx,
    countsImages: model.projectors.length > 0,
    countTokens: async (text) => (await lease.tokenize(text, true)).length,
  };
  const rendered = await renderFitting(render, input, truncate ? limit : undefined, marksImages);
  const lastMessage = input.messages.at(-1);
  return { ...rendered, isNative, ...(bos && { bos }), ...(lastMessage && { lastMessage }) };
}
