import { inferGenerate } from "../api/generate.ts";
import type { Handler } from "../http/context.ts";
import { convertedResponse } from "../inference/converted.ts";
import { CompletionChunks, toCompletion } from "./completion.ts";
import { toGenerateBody } from "./completion-request.ts";
import { errorEvent } from "./error-event.ts";

/** `POST /v1/completions`: completes a prompt. */
export const completions: Handler<"openaiCompletions"> = async ({ body, context, signal }) => {
  const native = toGenerateBody(body);
  return convertedResponse(signal, () => inferGenerate({ body: native, context, signal }), {
    protocol: "openai",
    stream: body.stream ?? false,
    whole: toCompletion,
    writer: () => {
      const chunks = new CompletionChunks(body.stream_options?.include_usage ?? false);
      return { headers: {}, convert: (frame) => chunks.convert(frame), failed: errorEvent };
    },
  });
};
