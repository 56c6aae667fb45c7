import { isBlank } from "../../outputs/white-space.ts";
import type { ChatMessage } from "../chat-message.ts";

/**
 * Texts of messages with their images marked as `[img-N]`, counted over all: each takes the place of the next `[img]`, or
 * else stands in front, apart from the text by a space. A text with such marks stays as it is.
 */
export function textsWithImages(messages: readonly ChatMessage[]): string[] {
  let next = 0;
  return messages.map(({ content, images = [] }) => {
    const first = next;
    next += images.length;
    if (images.length === 0 || content.includes("[img-")) return content;
    let text = content;
    let front = "";
    images.forEach((_, index) => {
      const mark = `[img-${first + index}]`;
      if (text.includes("[img]")) text = text.replace("[img]", mark);
      else front += mark;
    });
    return front !== "" && text !== "" && !isBlank(text[0]!) ? `${front} ${text}` : front + text;
  });
}
