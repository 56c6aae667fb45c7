import type { CompletionRequest } from "@cria/spec";
import type { GenerateBody } from "../api/generate.ts";
import type { Decoded } from "../http/decoded.ts";
import { ApiError } from "../http/error.ts";
import { goTypeName } from "../http/go-type-name.ts";

type Body = Decoded<typeof CompletionRequest>;

/** The native request that a completion stands for. Throws an {@link ApiError} with status 400. */
export function toGenerateBody(body: Body): GenerateBody {
  const { logprobs = 0 } = body;
  return {
    model: body.model,
    prompt: body.prompt,
    suffix: body.suffix,
    options: {
      stop: stopsOf(body.stop),
      num_predict: body.max_tokens,
      // Also over the model's own parameters.
      temperature: body.temperature ?? 1,
      top_p: body.top_p || 1,
      seed: body.seed,
      frequency_penalty: body.frequency_penalty ?? 0,
      presence_penalty: body.presence_penalty ?? 0,
    },
    ...(logprobs > 0 && { logprobs: true, top_logprobs: logprobs }),
    _debug_render_only: body._debug_render_only,
  };
}

/** Values that are neither a text nor a list are ignored. */
function stopsOf(stop: unknown): string[] | undefined {
  if (typeof stop === "string") return [stop];
  if (!Array.isArray(stop)) return undefined;
  return stop.map((text) => {
    if (typeof text !== "string") throw new ApiError(400, `invalid type for 'stop' field: ${goTypeName(text)}`);
    return text;
  });
}
