import { type OperationId, operations } from "@cria/spec";
import type { Fields } from "./ask.ts";
import { user } from "./ask.ts";

/** The operations under /v1 that take JSON. */
export const posted = [
  "openaiChatCompletions",
  "openaiCompletions",
  "openaiEmbeddings",
  "openaiResponses",
  "anthropicMessages",
] as const satisfies readonly OperationId[];
export type Posted = (typeof posted)[number];

/** Those that generate text, and may stream it. */
export const streaming = [
  "openaiChatCompletions",
  "openaiCompletions",
  "openaiResponses",
  "anthropicMessages",
] as const satisfies readonly Posted[];
export type Streaming = (typeof streaming)[number];

export const pathOf = (id: Posted): string => operations[id].path;

/** The least that a request must have. */
export function least(id: Posted, model: string): Fields {
  switch (id) {
    case "openaiChatCompletions":
      return { model, messages: [user("Hi")] };
    case "openaiCompletions":
      return { model, prompt: "Hi" };
    case "openaiEmbeddings":
    case "openaiResponses":
      return { model, input: "Hi" };
    case "anthropicMessages":
      return { model, max_tokens: 1, messages: [user("Hi")] };
  }
}
