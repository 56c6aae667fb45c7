import type { ChatMessage } from "../chat-message.ts";

/**
 * Index of the last question: a user's message that is not a tool's result in tags. The last message's where there is none.
 */
export function lastQueryIndex(messages: readonly ChatMessage[], texts: readonly string[]): number {
  const index = messages.findLastIndex(({ role }, position) => role === "user" && !isToolResponse(texts[position]!));
  return index === -1 ? messages.length - 1 : index;
}

/** Whether a text is nothing but the result of a tool in tags. */
export function isToolResponse(text: string): boolean {
  return text.startsWith("<tool_response>") && text.endsWith("</tool_response>");
}
