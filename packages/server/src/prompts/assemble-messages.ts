import type { StoredModel } from "../store/model.ts";
import { type ChatMessage, fromStored } from "./chat-message.ts";

type Conversation = Pick<StoredModel, "system" | "messages">;

/** Messages of a chat: the model's system text unless the request begins with one, the model's messages, the request's. */
export function chatMessages(model: Conversation, request: readonly ChatMessage[]): ChatMessage[] {
  const system = request[0]?.role === "system" ? undefined : model.system;
  return [...systemMessage(system), ...model.messages.map(fromStored), ...request];
}

export interface Question {
  readonly prompt: string;
  /** Replaces the model's; `""` does not. */
  readonly system?: string | undefined;
  readonly images?: ChatMessage["images"];
  /** Whether earlier tokens are given, which stand for the conversation so far. */
  readonly hasContext: boolean;
}

/** Messages of a single question: a system text, the model's messages, the question. */
export function questionMessages(model: Conversation, question: Question): ChatMessage[] {
  const { prompt, images, hasContext } = question;
  return [
    ...systemMessage(question.system || model.system),
    ...(hasContext ? [] : model.messages.map(fromStored)),
    { role: "user", content: prompt, ...(images === undefined ? {} : { images }) },
  ];
}

function systemMessage(text: string | undefined): ChatMessage[] {
  return text ? [{ role: "system", content: text }] : [];
}
