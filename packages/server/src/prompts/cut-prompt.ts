import { ApiError } from "../http/error.ts";

export interface CutOptions {
  /** Effective context, in tokens. */
  readonly numCtx: number;
  /** Tokens kept at the front; negative keeps all that can be. */
  readonly numKeep: number;
  /** Whether the first token is a BOS that the tokenizer added. */
  readonly hasBos: boolean;
  /** Whether a full context shifts; if not, a prompt that is too long is an error. */
  readonly shift: boolean;
}

/**
 * Cuts a prompt that leaves no room for an answer: a block behind the kept front goes, so that half of what is not kept
 * is free. Throws an ApiError with status 400 if the context may not shift.
 */
export function cutPrompt(
  tokens: readonly number[],
  { numCtx, numKeep, hasBos, shift }: CutOptions,
): readonly number[] {
  if (tokens.length <= numCtx - 1) return tokens;
  if (!shift) {
    throw new ApiError(
      400,
      "the prompt is longer than the context length currently available to the model; shorten the prompt, adjust the context length in settings, or use a model with a longer context length",
    );
  }
  const wanted = numKeep < 0 ? tokens.length : numKeep + (hasBos ? 1 : 0);
  const kept = Math.min(wanted, numCtx - 1);
  const total = numCtx - Math.max(Math.trunc((numCtx - kept) / 2), 1);
  return [...tokens.slice(0, kept), ...tokens.slice(tokens.length - (total - kept))];
}
