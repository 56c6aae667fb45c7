import { inferChat } from "../api/chat.ts";
import type { Handler } from "../http/context.ts";
import { convertedResponse } from "../inference/converted.ts";
import { toResponse } from "./response.ts";
import { ResponseEvents } from "./response-events.ts";
import { extrasOf, toChatBody } from "./responses-request.ts";

/** `POST /v1/responses`: goes on with a conversation that the request holds; nothing is stored. */
export const responses: Handler<"openaiResponses"> = async ({ body, context, signal }) => {
  const native = toChatBody(body);
  return convertedResponse(signal, () => inferChat({ body: native, context, signal }, extrasOf(body)), {
    protocol: "openai",
    stream: body.stream ?? false,
    whole: (frame) => toResponse(body, frame),
    writer: () => {
      const events = new ResponseEvents(body);
      return {
        headers: { "cache-control": "no-cache" },
        convert: (frame) => events.convert(frame),
        failed: (error) => events.failed(error),
      };
    },
  });
};
