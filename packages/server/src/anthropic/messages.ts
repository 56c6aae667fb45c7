import { inferChat } from "../api/chat.ts";
import type { Handler } from "../http/context.ts";
import { convertedResponse } from "../inference/converted.ts";
import { estimateTokens } from "./estimate-tokens.ts";
import { toMessage } from "./message.ts";
import { errorEvent, MessageEvents } from "./message-events.ts";
import { checkBody, extrasOf, toChatBody } from "./messages-request.ts";

/** `POST /v1/messages`: goes on with a conversation. */
export const messages: Handler<"anthropicMessages"> = async (call) => {
  const { context, signal } = call;
  const body = checkBody(call.body);
  const native = toChatBody(body);
  const infer = () => inferChat({ body: native, context, signal }, extrasOf(body));
  return convertedResponse(signal, infer, {
    protocol: "anthropic",
    stream: body.stream ?? false,
    whole: toMessage,
    writer: () => {
      const events = new MessageEvents(estimateTokens(body));
      return {
        headers: { "cache-control": "no-cache" },
        convert: (frame) => events.convert(frame),
        failed: errorEvent,
      };
    },
  });
};
