import type { ChatMessage } from "./chat-message.ts";

/**
 * Takes the thinking off the start of assistant messages before the last user message: models that think with
 * `<think>` tags were trained on histories without.
 */
export function stripThinking(messages: readonly ChatMessage[]): ChatMessage[] {
  const lastUser = messages.findLastIndex((message) => message.role === "user");
  return messages.map((message, index) => {
    if (index >= lastUser || message.role !== "assistant") return message;
    return { ...message, content: message.content.replace(/^\s*<think>.*?<\/think>\s*/s, "") };
  });
}
