import { inferChat } from "../api/chat.ts";
import type { Handler } from "../http/context.ts";
import { convertedResponse } from "../inference/converted.ts";
import { ChatChunks } from "./chat-chunks.ts";
import { toChatCompletion } from "./chat-completion.ts";
import { toChatBody } from "./chat-request.ts";
import { errorEvent } from "./error-event.ts";

/** `POST /v1/chat/completions`: goes on with a conversation. */
export const chatCompletions: Handler<"openaiChatCompletions"> = async ({ body, context, signal }) => {
  const native = toChatBody(body);
  return convertedResponse(signal, () => inferChat({ body: native, context, signal }), {
    protocol: "openai",
    stream: body.stream ?? false,
    whole: toChatCompletion,
    writer: () => {
      const chunks = new ChatChunks(body.stream_options?.include_usage ?? false);
      return { headers: {}, convert: (frame) => chunks.convert(frame), failed: errorEvent };
    },
  });
};
