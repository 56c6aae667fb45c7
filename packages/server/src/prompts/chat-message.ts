import type { Message } from "@cria/spec";
import { decodeBase64 } from "../http/base64.ts";
import type { Decoded } from "../http/decoded.ts";

/** A message as prompts are made of: images are bytes. */
export type ChatMessage = Decoded<Message>;

/** A message that a model stores. Throws Base64Error for a damaged image. */
export function fromStored({ images, ...message }: Message): ChatMessage {
  const role = message.role.toLowerCase();
  return images === undefined ? { ...message, role } : { ...message, role, images: images.map(decodeBase64) };
}
