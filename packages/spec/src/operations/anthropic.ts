import { AnthropicError, AnthropicOrNativeError } from "../anthropic/error.ts";
import { MessagesFinalEvent, MessagesStreamChunk, StreamErrorEvent } from "../anthropic/events.ts";
import { AnthropicMessage } from "../anthropic/message.ts";
import { MessagesRequest } from "../anthropic/request.ts";
import type { Operation } from "./operation.ts";

/** Endpoints in Anthropic's protocol, by id. */
export const anthropicOperations = {
  anthropicMessages: {
    methods: ["POST"],
    path: "/v1/messages",
    summary: "Answers the messages of a chat.",
    protocol: "anthropic",
    introducedIn: "0.14.0",
    body: "json",
    request: MessagesRequest,
    responses: {
      200: AnthropicMessage,
      400: AnthropicOrNativeError,
      401: AnthropicOrNativeError,
      403: AnthropicOrNativeError,
      404: AnthropicError,
      429: AnthropicError,
      499: AnthropicError,
      500: AnthropicError,
      502: AnthropicOrNativeError,
      503: AnthropicError,
    },
    stream: "sse",
    streamsByDefault: false,
    chunk: MessagesStreamChunk,
    final: MessagesFinalEvent,
    errorFrame: StreamErrorEvent,
  },
} as const satisfies Record<string, Operation>;
