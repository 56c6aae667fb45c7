import { inferChat } from "../api/chat.ts";
import type { Handler } from "../http/context.ts";
import { convertedResponse } from "../inference/converted.ts";
import { ChatChunks } from "./chat-chunks.ts";
import { toChatCompletion } from "./chat-completion.ts";
import { extrasOf, toChatBody } from "./chat-request.ts";
import { choiceCount, inferChoices, seedOf } from "./choices.ts";
import { errorEvent } from "./error-event.ts";

/** `POST /v1/chat/completions`: goes on with a conversation. */
export const chatCompletions: Handler<"openaiChatCompletions"> = async ({ body, context, signal }) => {
  const native = toChatBody(body);
  const extras = extrasOf(body);
  const count = choiceCount(body.n);
  const infer = (choice: number) => {
    const options = { ...native.options, seed: seedOf(body.seed, choice) };
    return inferChat({ body: { ...native, options }, context, signal }, extras);
  };
  return convertedResponse(signal, () => inferChoices(count, infer), {
    protocol: "openai",
    stream: body.stream ?? false,
    whole: ([first, ...others]) => toChatCompletion(first!.frame, ...others.map(({ frame }) => frame)),
    writer: () => {
      const chunks = new ChatChunks(body.stream_options?.include_usage ?? false);
      return {
        headers: {},
        convert: (frames) => frames.flatMap(({ frame, choice, isLast }) => chunks.convert(frame, choice, isLast)),
        failed: errorEvent,
      };
    },
  });
};
