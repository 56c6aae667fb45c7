import type { ChatMessage } from "./chat-message.ts";

/**
 * Merges neighbours of one role, but not tool results, into one message with their texts joined by a blank line. What
 * else the later ones carry is lost.
 */
export function collate(messages: readonly ChatMessage[]): ChatMessage[] {
  const merged: ChatMessage[] = [];
  for (const message of messages) {
    const last = merged.at(-1);
    if (last === undefined || last.role !== message.role || message.role === "tool") merged.push({ ...message });
    else last.content += `\n\n${message.content}`;
  }
  return merged;
}

/** The texts of all system messages, joined by a blank line. */
export function systemText(messages: readonly ChatMessage[]): string {
  return messages
    .filter((message) => message.role === "system")
    .map((message) => message.content)
    .join("\n\n");
}
