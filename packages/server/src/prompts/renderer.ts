import type { Tool } from "@cria/spec";
import type { Decoded } from "../http/decoded.ts";
import type { ChatMessage } from "./chat-message.ts";
import type { Thinking } from "./thinking.ts";

/** What a prompt is made of. */
export interface PromptInput {
  /** Images are marked in the text already, but for the renderers that models name. */
  readonly messages: readonly ChatMessage[];
  readonly tools: readonly Decoded<Tool>[];
  readonly thinking: Thinking;
}

/** Turns messages into the text that the model reads. Throws with a text for the client. */
export type Renderer = (input: PromptInput) => string;

/** A renderer that may have to wait for another thread. */
export type LateRenderer = (input: PromptInput) => string | Promise<string>;
