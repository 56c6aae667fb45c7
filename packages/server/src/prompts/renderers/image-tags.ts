import { isBlank } from "../../outputs/white-space.ts";
import type { ChatMessage } from "../chat-message.ts";

/** Texts of messages with their images marked, counted over all. See {@link ImageMarks}. */
export function textsWithImages(messages: readonly ChatMessage[]): string[] {
  const marks = new ImageMarks();
  return messages.map((message) => marks.mark(message, message.content));
}

/** Messages of which only those of `roles` show images. */
export function seenBy(roles: readonly string[], messages: readonly ChatMessage[]): readonly ChatMessage[] {
  return messages.map((message) => (roles.includes(message.role) ? message : { ...message, images: [] }));
}

/** Marks images in texts as `[img-N]`, counted in the order in which the texts come. */
export class ImageMarks {
  #next = 0;

  /**
   * The text of a message with its images marked: each takes the place of the next `[img]`, or else stands in front, apart
   * from the text by a space. A text with such marks stays as it is.
   */
  mark({ images = [] }: Pick<ChatMessage, "images">, content: string): string {
    const first = this.#next;
    this.#next += images.length;
    if (images.length === 0 || content.includes("[img-")) return content;
    let text = content;
    let front = "";
    images.forEach((_, index) => {
      const mark = `[img-${first + index}]`;
      if (text.includes("[img]")) text = text.replace("[img]", mark);
      else front += mark;
    });
    return front !== "" && text !== "" && !isBlank(text[0]!) ? `${front} ${text}` : front + text;
  }
}
