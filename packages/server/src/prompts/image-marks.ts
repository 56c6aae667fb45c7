import type { ChatMessage } from "./chat-message.ts";

/**
 * Marks where images belong: each takes the place of the next `[img]` in its message's text, or else stands before the
 * text, as `[img-N]` with N counted over all messages.
 */
export function markImages(messages: readonly ChatMessage[]): ChatMessage[] {
  let next = 0;
  return messages.map((message) => {
    let prefix = "";
    let content = message.content;
    for (const _ of message.images ?? []) {
      const mark = `[img-${next++}]`;
      if (content.includes("[img]")) content = content.replace("[img]", mark);
      else prefix += mark;
    }
    return { ...message, content: prefix + content };
  });
}

/** Number of images in messages. */
export function countImages(messages: readonly ChatMessage[]): number {
  return messages.reduce((sum, message) => sum + (message.images?.length ?? 0), 0);
}
