import type { ChatMessage } from "../chat-message.ts";

/** A turn of ChatML. */
export function turn(role: string, text: string): string {
  return `<|im_start|>${role}\n${text}<|im_end|>\n`;
}

/** Results of tools as ChatML models read them: neighbours share one turn of the user. `position` counts all messages. */
export function toolResult(messages: readonly ChatMessage[], position: number, text: string): string {
  const opens = messages[position - 1]?.role !== "tool";
  const closes = messages[position + 1]?.role !== "tool";
  return `${opens ? "<|im_start|>user" : ""}\n<tool_response>\n${text}\n</tool_response>${closes ? "<|im_end|>\n" : ""}`;
}
