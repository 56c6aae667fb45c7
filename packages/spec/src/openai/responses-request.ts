import { type Static, Type } from "@sinclair/typebox";
import { anyValue } from "../any-value.ts";
import { go } from "../go.ts";
import { beyondOllama, ignored } from "../ignored.ts";
import { optional, zeroed } from "../native/field.ts";
import { since } from "../since.ts";
import { ReasoningEffort } from "./reasoning.ts";
import { ResponsesInputItem } from "./responses-input.ts";

/**
 * A tool: `function`; `namespace`, whose `tools` are named after it; or `web_search`, by which the server itself searches.
 * Any other type becomes a function with that type.
 */
export const ResponsesTool = Type.Recursive(
  (This) =>
    Type.Object(
      {
        type: zeroed(Type.String()),
        name: zeroed(Type.String()),
        description: optional(Type.String()),
        strict: optional(Type.Boolean(), "Echoed only."),
        parameters: optional(
          Type.Record(Type.String(), Type.Unknown({ ...go("interface {}", "any"), description: "Any JSON value." })),
          "JSON Schema of the arguments.",
        ),
        tools: Type.Optional(
          Type.Array(This, { ...since("0.32.7"), description: "Tools of a namespace; `null` is the same as none." }),
        ),
      },
      go("openai.ResponsesTool"),
    ),
  { $id: "ResponsesTool" },
);
export type ResponsesTool = Static<typeof ResponsesTool>;

/** What the text of the answer must be: only `json_schema` has an effect, all are echoed. */
export const ResponsesTextFormat = Type.Object(
  {
    type: zeroed(Type.String(), "text, json_schema or json_object."),
    name: optional(Type.String(), "Echoed only."),
    schema: optional(Type.Unknown(go("json.RawMessage", "raw")), "JSON Schema."),
    strict: optional(Type.Boolean(), "Echoed only."),
  },
  go("openai.ResponsesTextFormat"),
);
export type ResponsesTextFormat = Static<typeof ResponsesTextFormat>;

/** Fields that OpenAI's clients may send and that have no effect. */
const ignoredFields = {
  previous_response_id: ignored(Type.String(), "nothing is stored."),
  metadata: ignored(Type.Record(Type.String(), anyValue)),
  store: ignored(Type.Boolean(), "nothing is stored."),
  user: ignored(Type.String()),
  service_tier: ignored(Type.String()),
  top_logprobs: ignored(Type.Integer()),
  max_tool_calls: ignored(Type.Integer()),
  prompt: ignored(Type.Unknown()),
  stop: ignored(Type.Unknown()),
  seed: ignored(Type.Integer()),
  stream_options: ignored(Type.Unknown()),
};

/** Body of `POST /v1/responses`. Without any input the model is loaded. */
export const ResponsesRequest = Type.Object(
  {
    model: Type.String(),
    input: optional(Type.Union([Type.String(), Type.Array(ResponsesInputItem)], go("openai.ResponsesInput", "raw"))),
    instructions: optional(Type.String(), "First message, from the system."),
    stream: optional(Type.Boolean({ default: false })),
    max_output_tokens: optional(Type.Integer()),
    temperature: optional(Type.Number({ default: 1 }), "Set to 1 if absent, whatever the model's own."),
    top_p: optional(Type.Number(), "The model's own if absent, though the answer then says 1."),
    reasoning: optional(
      Type.Object(
        {
          effort: optional(ReasoningEffort),
          summary: optional(Type.String(), "Echoed only."),
          generate_summary: optional(Type.String(), "Ignored."),
        },
        go("openai.ResponsesReasoning"),
      ),
    ),
    text: optional(Type.Object({ format: optional(ResponsesTextFormat) }, go("openai.ResponsesText"))),
    tools: optional(Type.Array(ResponsesTool)),
    truncation: optional(Type.String(), "Echoed only."),
    background: optional(Type.Boolean(), "Echoed only."),
    include: optional(Type.Array(Type.String()), "Ignored, but must be what it is."),
    conversation: optional(Type.Unknown(go("json.RawMessage", "raw")), "Ignored."),
    tool_choice: beyondOllama(
      Type.Unknown(),
      "`none`, `auto`, `required`, a named tool or `allowed_tools` say whether the model may or must call tools.",
    ),
    parallel_tool_calls: beyondOllama(Type.Boolean(), "if false, the answer has one call at most."),
    ...ignoredFields,
  },
  go("openai.ResponsesRequest"),
);
export type ResponsesRequest = Static<typeof ResponsesRequest>;
