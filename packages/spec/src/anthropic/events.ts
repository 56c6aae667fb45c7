import { type Static, type TProperties, Type } from "@sinclair/typebox";
import { ContentBlock } from "./content.ts";
import { AnthropicErrorDetail } from "./error.ts";
import { MessagesUsage, StartedMessage, stops } from "./message.ts";

/** An event of a stream: its `event` line says the same as `type`. */
const event = <Name extends string, Fields extends TProperties>(type: Name, fields: Fields) =>
  Type.Object({ type: Type.Literal(type), ...fields });

const index = Type.Integer({ minimum: 0, description: "Position of the block, from 0 without gaps." });

export const MessageStartEvent = event("message_start", { message: StartedMessage });
export type MessageStartEvent = Static<typeof MessageStartEvent>;

export const ContentBlockStartEvent = event("content_block_start", { index, content_block: ContentBlock });
export type ContentBlockStartEvent = Static<typeof ContentBlockStartEvent>;

export const TextDelta = event("text_delta", { text: Type.String() });
export const ThinkingDelta = event("thinking_delta", { thinking: Type.String() });
export const InputJsonDelta = event("input_json_delta", {
  partial_json: Type.String({ description: "Of a tool call's input; Ollama sends all of it in one delta." }),
});
/** Ollama never sends one. */
export const SignatureDelta = event("signature_delta", { signature: Type.String() });

export const ContentBlockDelta = Type.Union([TextDelta, ThinkingDelta, InputJsonDelta, SignatureDelta]);
export type ContentBlockDelta = Static<typeof ContentBlockDelta>;

export const ContentBlockDeltaEvent = event("content_block_delta", { index, delta: ContentBlockDelta });
export type ContentBlockDeltaEvent = Static<typeof ContentBlockDeltaEvent>;

export const ContentBlockStopEvent = event("content_block_stop", { index });
export type ContentBlockStopEvent = Static<typeof ContentBlockStopEvent>;

/** Why the answer ended, and its real usage. */
export const MessageDeltaEvent = event("message_delta", { delta: Type.Object(stops), usage: MessagesUsage });
export type MessageDeltaEvent = Static<typeof MessageDeltaEvent>;

export const MessageStopEvent = event("message_stop", {});
export type MessageStopEvent = Static<typeof MessageStopEvent>;

/** Says that the connection lives. Ollama never sends one; clients skip it. */
export const PingEvent = event("ping", {});
export type PingEvent = Static<typeof PingEvent>;

/** Says that the answer failed. Ollama never sends one: its stream just ends. */
export const StreamErrorEvent = event("error", { error: AnthropicErrorDetail });
export type StreamErrorEvent = Static<typeof StreamErrorEvent>;

/** An event before the last. */
export const MessagesStreamChunk = Type.Union([
  MessageStartEvent,
  ContentBlockStartEvent,
  ContentBlockDeltaEvent,
  ContentBlockStopEvent,
  MessageDeltaEvent,
  PingEvent,
]);
export type MessagesStreamChunk = Static<typeof MessagesStreamChunk>;

/** The last event. */
export const MessagesFinalEvent = Type.Union([MessageStopEvent, StreamErrorEvent]);
export type MessagesFinalEvent = Static<typeof MessagesFinalEvent>;

/** Any event of the stream of `POST /v1/messages`. */
export const MessagesStreamEvent = Type.Union([...MessagesStreamChunk.anyOf, ...MessagesFinalEvent.anyOf]);
export type MessagesStreamEvent = Static<typeof MessagesStreamEvent>;
