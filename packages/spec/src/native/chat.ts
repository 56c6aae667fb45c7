import { type Static, Type } from "@sinclair/typebox";
import { go } from "../go.ts";
import { field, optional } from "./field.ts";
import { chunkTail, finalTail, frameHead, inferenceRequest } from "./inference.ts";
import { InputMessage, Message } from "./message.ts";
import { Tools } from "./tools.ts";

/** Body of `POST /api/chat`. No messages loads the model, or unloads it with `keep_alive` 0. */
export const ChatRequest = Type.Object(
  {
    ...inferenceRequest,
    messages: optional(Type.Array(InputMessage), "The chat so far, oldest first."),
    tools: optional(Tools, undefined, "0.2.6"),
  },
  go("api.ChatRequest"),
);
export type ChatRequest = Static<typeof ChatRequest>;

const message = field(Message, "What the frame adds to the answer.");

/**
 * A frame of a chat that is not its end. Without streaming it is the answer that shows the prompt, or one that broke off
 * because the model repeated itself.
 */
export const ChatChunk = Type.Object({ ...frameHead, message, ...chunkTail });
export type ChatChunk = Static<typeof ChatChunk>;

/** The last frame of a chat, and without streaming the whole answer. Its message may hold text and calls too. */
export const ChatFinal = Type.Object({ ...frameHead, message, ...finalTail });
export type ChatFinal = Static<typeof ChatFinal>;

/** Any frame of `POST /api/chat`; `done` tells which. */
export const ChatResponse = Type.Union([ChatChunk, ChatFinal]);
export type ChatResponse = Static<typeof ChatResponse>;
