import { type Static, Type } from "@sinclair/typebox";

/** Tokens that a request took. Thinking counts as completion. */
export const CompletionUsage = Type.Object({
  prompt_tokens: Type.Integer({ description: "Tokens of the prompt, cached ones included." }),
  completion_tokens: Type.Integer({ description: "Tokens generated." }),
  total_tokens: Type.Integer({ description: "Sum of the two." }),
});
export type CompletionUsage = Static<typeof CompletionUsage>;
