import { inferGenerate } from "../api/generate.ts";
import type { Handler } from "../http/context.ts";
import { convertedResponse } from "../inference/converted.ts";
import { choiceCount, inferChoices, seedOf } from "./choices.ts";
import { CompletionChunks, toCompletion } from "./completion.ts";
import { toGenerateBody } from "./completion-request.ts";
import { errorEvent } from "./error-event.ts";
import { logitBiasOf } from "./logit-bias.ts";

/** `POST /v1/completions`: completes a prompt. */
export const completions: Handler<"openaiCompletions"> = async ({ body, context, signal }) => {
  const native = toGenerateBody(body);
  const extras = { logitBias: logitBiasOf(body.logit_bias) };
  const count = choiceCount(body.n);
  const infer = (choice: number) => {
    const options = { ...native.options, seed: seedOf(body.seed, choice) };
    return inferGenerate({ body: { ...native, options }, context, signal }, extras);
  };
  return convertedResponse(signal, () => inferChoices(count, infer), {
    protocol: "openai",
    stream: body.stream ?? false,
    whole: ([first, ...others]) => toCompletion(first!.frame, ...others.map(({ frame }) => frame)),
    writer: () => {
      const chunks = new CompletionChunks(body.stream_options?.include_usage ?? false);
      return {
        headers: {},
        convert: (frames) => frames.flatMap(({ frame, choice, isLast }) => chunks.convert(frame, choice, isLast)),
        failed: errorEvent,
      };
    },
  });
};
