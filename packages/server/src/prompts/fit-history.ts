import type { ChatMessage } from "./chat-message.ts";
import { countImages, markImages } from "./image-marks.ts";
import type { LateRenderer, PromptInput } from "./renderer.ts";

/** What a prompt was made of and became. */
export interface RenderedPrompt {
  readonly text: string;
  readonly imageCount: number;
}

/** Tokens that an image takes of a context. */
const tokensPerImage = 768;

export interface HistoryLimit {
  /** Most tokens of the prompt. */
  readonly numCtx: number;
  /** Whether images take tokens. */
  readonly countsImages: boolean;
  /** Number of tokens of a text as the model reads it. */
  readonly countTokens: (text: string) => Promise<number>;
}

/**
 * Renders a conversation, dropping its oldest messages until the prompt fits. System messages stay, and so does the last
 * message, even if it alone is too long. Without a limit nothing is dropped. Images are marked in the texts, unless the
 * renderer does so (`marksImages`).
 */
export async function renderFitting(
  render: LateRenderer,
  input: PromptInput,
  limit?: HistoryLimit,
  marksImages = false,
): Promise<RenderedPrompt> {
  const { messages } = input;
  const renderFrom = async (first: number): Promise<RenderedPrompt> => {
    const kept = keepFrom(messages, first);
    const text = await render({ ...input, messages: marksImages ? kept : markImages(kept) });
    return { text, imageCount: countImages(kept) };
  };
  const fits = async ({ text, imageCount }: RenderedPrompt) => {
    if (limit === undefined) return true;
    const images = limit.countsImages ? imageCount * tokensPerImage : 0;
    return images + (await limit.countTokens(text)) <= limit.numCtx;
  };

  const whole = await renderFrom(0);
  if (messages.length <= 1 || (await fits(whole))) return whole;
  // Fewer messages make a shorter prompt, so the first that fits can be found by halving. A renderer may need what is
  // gone by then; such prompts count as short, since they come after those that it can make.
  const attempt = async (first: number): Promise<Attempt> => {
    let rendered: RenderedPrompt;
    try {
      rendered = await renderFrom(first);
    } catch (error) {
      return { error, fits: true };
    }
    return { rendered, fits: await fits(rendered) };
  };
  let tooLong = 0;
  let best = messages.length - 1;
  let result = await attempt(best);
  while (best - tooLong > 1) {
    const middle = (tooLong + best) >> 1;
    const candidate = await attempt(middle);
    if (candidate.fits) {
      best = middle;
      result = candidate;
    } else tooLong = middle;
  }
  if (result.rendered === undefined) throw result.error;
  return result.rendered;
}

/** A prompt without some of the oldest messages, or why there is none. */
type Attempt = { readonly fits: boolean } & (
  | { readonly rendered: RenderedPrompt }
  | { readonly rendered?: undefined; readonly error: unknown }
);

function keepFrom(messages: readonly ChatMessage[], first: number): ChatMessage[] {
  return messages.filter((message, index) => index >= first || message.role === "system");
}
