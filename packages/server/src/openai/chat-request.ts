import type { ChatCompletionRequest, ChatCompletionTool } from "@cria/spec";
import type { ChatBody } from "../api/chat.ts";
import { type Decoded, RawJson } from "../http/decoded.ts";
import { ApiError } from "../http/error.ts";
import type { InferenceExtras } from "../inference/extras.ts";
import { type ChosenTools, chooseTools } from "../inference/tool-choice.ts";
import { toNativeMessages } from "./chat-messages.ts";
import { logitBiasOf } from "./logit-bias.ts";
import { thinkOf } from "./reasoning-effort.ts";
import { toolChoiceOf } from "./tool-choice.ts";

type Body = Decoded<typeof ChatCompletionRequest>;

/** The native request that a chat completion stands for. Throws an {@link ApiError} with status 400. */
export function toChatBody(body: Body): ChatBody {
  if (body.messages.length === 0) throw new ApiError(400, "[] is too short - 'messages'");
  return {
    model: body.model,
    messages: toNativeMessages(body.messages),
    tools: chosen(body).tools,
    format: formatOf(body.response_format),
    think: thinkOf(body.reasoning === undefined ? body.reasoning_effort : body.reasoning.effort),
    options: {
      stop: stopsOf(body.stop),
      num_predict: mostTokens(body),
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

/** What a chat completion asks for beyond its native request. Throws an {@link ApiError} with status 400. */
export function extrasOf(body: Body): InferenceExtras {
  return { calls: chosen(body).calls, logitBias: logitBiasOf(body.logit_bias) };
}

function chosen({ tools, tool_choice, parallel_tool_calls }: Body): ChosenTools {
  return chooseTools(tools?.map(toNativeTool), toolChoiceOf(tool_choice), parallel_tool_calls === false);
}

/** `max_completion_tokens` is the later name of `max_tokens`. */
function mostTokens({ max_completion_tokens: latest, max_tokens }: Body): number | undefined {
  return Number.isInteger(latest) ? latest : max_tokens;
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
