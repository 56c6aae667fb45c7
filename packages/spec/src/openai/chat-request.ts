import { type Static, Type } from "@sinclair/typebox";
import { anyValue } from "../any-value.ts";
import { go } from "../go.ts";
import { beyondOllama, ignored } from "../ignored.ts";
import { optional, zeroed } from "../native/field.ts";
import { ChatCompletionMessageParam } from "./message.ts";
import { ReasoningEffort } from "./reasoning.ts";
import { ChatCompletionTool } from "./tools.ts";

/** Of a streaming request. */
export const StreamOptions = Type.Object(
  {
    include_usage: optional(Type.Boolean(), "Whether the stream ends with a chunk that has the usage."),
  },
  go("openai.StreamOptions"),
);
export type StreamOptions = Static<typeof StreamOptions>;

/** Sequences that end the answer when they are generated. */
export const Stop = Type.Union([Type.String(), Type.Array(Type.String())], go("interface {}", "any"));
export type Stop = Static<typeof Stop>;

/** What the answer must be. Without effect: `text`, an unknown type, and `json_schema` without a schema. */
export const ResponseFormat = Type.Object(
  {
    type: zeroed(Type.String(), "text, json_object or json_schema, in any case."),
    json_schema: optional(
      Type.Object(
        {
          schema: optional(Type.Unknown(go("json.RawMessage", "raw")), "JSON Schema."),
          name: ignored(Type.String()),
          strict: ignored(Type.Boolean()),
        },
        go("openai.JsonSchema"),
      ),
      undefined,
      "0.5.0",
    ),
  },
  go("openai.ResponseFormat"),
);
export type ResponseFormat = Static<typeof ResponseFormat>;

/** Fields that OpenAI's clients may send and that have no effect. */
const ignoredFields = {
  user: ignored(Type.String()),
  functions: ignored(Type.Array(anyValue)),
  function_call: ignored(Type.Unknown()),
  modalities: ignored(Type.Array(Type.String())),
  audio: ignored(Type.Unknown()),
  prediction: ignored(Type.Unknown()),
  store: ignored(Type.Boolean()),
  metadata: ignored(Type.Record(Type.String(), anyValue)),
  service_tier: ignored(Type.String()),
  verbosity: ignored(Type.String()),
  web_search_options: ignored(Type.Unknown()),
  options: ignored(Type.Unknown(), "only the native protocol has it."),
  keep_alive: ignored(Type.Unknown(), "only the native protocol has it."),
  think: ignored(Type.Unknown(), "`reasoning_effort` says how much the model thinks."),
  format: ignored(Type.Unknown(), "`response_format` says what the answer must be."),
  top_k: ignored(Type.Number(), "only the native protocol has it."),
};

/** Body of `POST /v1/chat/completions`. */
export const ChatCompletionRequest = Type.Object(
  {
    model: Type.String(),
    messages: Type.Array(ChatCompletionMessageParam, { minItems: 1 }),
    stream: optional(Type.Boolean({ default: false })),
    stream_options: optional(StreamOptions, undefined, "0.5.2"),
    max_tokens: optional(Type.Integer(), "Most tokens of the answer; passed on as `num_predict`."),
    seed: optional(Type.Integer()),
    stop: optional(Stop, "Elements of other types are left out, and a value of another type is ignored."),
    temperature: optional(Type.Number({ default: 1 }), "Set to 1 if absent, whatever the model's own."),
    frequency_penalty: optional(Type.Number()),
    presence_penalty: optional(Type.Number(), undefined, "0.3.10"),
    top_p: optional(Type.Number({ default: 1 }), "Set to 1 if absent, whatever the model's own."),
    response_format: optional(ResponseFormat),
    tools: optional(Type.Array(ChatCompletionTool, go("[]api.Tool")), undefined, "0.2.6"),
    reasoning: optional(
      Type.Object({ effort: optional(ReasoningEffort) }, go("openai.Reasoning")),
      "As an object, even an empty one, it makes `reasoning_effort` count for nothing.",
      "0.11.0",
    ),
    reasoning_effort: optional(ReasoningEffort, undefined, "0.11.5"),
    logprobs: optional(Type.Boolean(), undefined, "0.12.11"),
    top_logprobs: optional(Type.Integer({ minimum: 0, maximum: 20 }), undefined, "0.12.11"),
    _debug_render_only: optional(Type.Boolean(), "Answer with the rendered prompt only.", "0.12.0"),
    max_completion_tokens: beyondOllama(Type.Integer(), "the later name of `max_tokens`, which it wins over."),
    tool_choice: beyondOllama(
      Type.Unknown(),
      "`none`, `auto`, `required`, a named tool or `allowed_tools` say whether the model may or must call tools.",
    ),
    parallel_tool_calls: beyondOllama(Type.Boolean(), "if false, the answer has one call at most."),
    n: beyondOllama(Type.Integer(), "the number of choices, up to 128."),
    logit_bias: beyondOllama(
      Type.Record(Type.String(), Type.Number()),
      "by token of the model's vocabulary, what is added to its logit before sampling.",
    ),
    ...ignoredFields,
  },
  go("openai.ChatCompletionRequest"),
);
export type ChatCompletionRequest = Static<typeof ChatCompletionRequest>;
