import type { ChatCompletionRequest, ChatCompletionTool } from "@cria/spec";
import type { ChatBody } from "../api/chat.ts";
import { type Decoded, RawJson } from "../http/decoded.ts";
import { ApiError } from "../http/error.ts";
import { toNativeMessages } from "./chat-messages.ts";
import { thinkOf } from "./reasoning-effort.ts";

type Body = Decoded<typeof ChatCompletionRequest>;

/** The native request that a chat completion stands for. Throws an {@link ApiError} with status 400. */
export function toChatBody(body: Body): ChatBody {
  if (body.messages.length === 0) throw new ApiError(400, "[] is too short - 'messages'");
  return {
    model: body.model,
    messages: toNativeMessages(body.messages),
    tools: body.tools?.map(toNativeTool),
    format: formatOf(body.response_format),
    think: thinkOf(body.reasoning === undefined ? body.reasoning_effort : body.reasoning.effort),
    options: {
      stop: stopsOf(body.stop),
      num_predict: body.max_tokens,
      // Also over the model's own parameters.
      temperature: body.temperature ?? 1,
      top_p: body.top_p ?? 1,
      seed: body.seed,
      frequency_penalty: body.frequency_penalty,
      presence_penalty: body.presence_penalty,
    },
    logprobs: body.logprobs,
    top_logprobs: body.top_logprobs,
    _debug_render_only: body._debug_render_only,
  };
}

function toNativeTool({ type, function: { name, description, parameters } }: Decoded<typeof ChatCompletionTool>) {
  return { type, function: { name, description, parameters } };
}

function formatOf(format: Body["response_format"]): RawJson | undefined {
  switch (format?.type.trim().toLowerCase()) {
    case "json_object":
      return new RawJson('"json"');
    case "json_schema": {
      const schema = format?.json_schema?.schema;
      return schema instanceof RawJson ? schema : undefined;
    }
    default:
      return undefined;
  }
}

/** Elements that are not texts are left out, values of other types ignored. */
function stopsOf(stop: unknown): string[] | undefined {
  if (typeof stop === "string") return [stop];
  return Array.isArray(stop) ? stop.filter((text) => typeof text === "string") : undefined;
}
