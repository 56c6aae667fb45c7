import { type Static, Type } from "@sinclair/typebox";
import { anyValue } from "../any-value.ts";
import { nullable } from "../nullable.ts";
import { since } from "../since.ts";
import { ResponsesOutputItem } from "./responses-output.ts";

/** Tokens that an answer took, all searches' rounds together. */
export const ResponsesUsage = Type.Object({
  input_tokens: Type.Integer(),
  output_tokens: Type.Integer(),
  total_tokens: Type.Integer({ description: "Sum of the two." }),
  input_tokens_details: Type.Object({ cached_tokens: Type.Integer({ description: "Always 0." }) }, since("0.14.2")),
  output_tokens_details: Type.Object({ reasoning_tokens: Type.Integer({ description: "Always 0." }) }, since("0.14.2")),
});
export type ResponsesUsage = Static<typeof ResponsesUsage>;

/** A declared tool, echoed. */
export const ResponsesEchoedTool = Type.Object({
  type: Type.String(),
  name: Type.String({ description: "Empty where none was given." }),
  description: nullable(Type.String()),
  strict: nullable(Type.Boolean()),
  parameters: nullable(Type.Record(Type.String(), anyValue)),
  tools: Type.Optional(Type.Array(anyValue, { ...since("0.32.7"), description: "Of a namespace; not streamed." })),
});
export type ResponsesEchoedTool = Static<typeof ResponsesEchoedTool>;

export const ResponsesError = Type.Object({
  code: Type.String({ description: "api_error, authentication_error or rate_limit_exceeded." }),
  message: Type.String(),
});
export type ResponsesError = Static<typeof ResponsesError>;

const later = since("0.14.2");
const echoed = (description: string) => ({ ...later, description });

/** The answer of `POST /v1/responses`, and what the events of a stream's beginning and end hold. */
export const ResponsesResponse = Type.Object({
  id: Type.String({ description: "`resp_` and a number from 0 to 999998." }),
  object: Type.Literal("response"),
  created_at: Type.Integer({ description: "Unix time in seconds; in a stream, of the event." }),
  completed_at: nullable(
    Type.Integer(),
    echoed("Unix time in seconds; null while in progress, and of an answer that is incomplete."),
  ),
  status: Type.Union([Type.Literal("in_progress"), Type.Literal("completed"), Type.Literal("incomplete")], {
    description:
      "In Ollama completed, even if `max_output_tokens` cut the answer off; servers that go beyond it say incomplete then.",
  }),
  incomplete_details: nullable(
    Type.Object({ reason: Type.String() }),
    echoed("In Ollama always null; `max_output_tokens` is the `reason` of an answer that is incomplete."),
  ),
  model: Type.String({ description: "The model's name as it was sent." }),
  previous_response_id: nullable(Type.String(), echoed("Always null.")),
  instructions: nullable(Type.String(), echoed("Echoed; null if empty.")),
  output: Type.Array(ResponsesOutputItem),
  error: nullable(ResponsesError, echoed("Null.")),
  tools: Type.Array(ResponsesEchoedTool, echoed("Echoed.")),
  tool_choice: Type.Unknown(echoed("In Ollama always auto.")),
  truncation: Type.String(echoed("Echoed; disabled if absent.")),
  parallel_tool_calls: Type.Boolean(echoed("In Ollama always true.")),
  text: Type.Object(
    {
      format: Type.Object({
        type: Type.String(),
        name: Type.Optional(Type.String()),
        schema: Type.Optional(anyValue),
        strict: Type.Optional(Type.Boolean()),
      }),
    },
    echoed("Echoed; of type text if absent."),
  ),
  top_p: Type.Number(echoed("Echoed; 1 if absent.")),
  presence_penalty: Type.Number(echoed("Always 0.")),
  frequency_penalty: Type.Number(echoed("Always 0.")),
  top_logprobs: Type.Integer(echoed("Always 0.")),
  temperature: Type.Number(echoed("Echoed; 1 if absent.")),
  reasoning: nullable(
    Type.Object({
      effort: Type.Optional(nullable(Type.String())),
      summary: Type.Optional(nullable(Type.String())),
    }),
    echoed("Echoed. What was not given is absent, in a stream null; all of it null if neither was given."),
  ),
  usage: nullable(ResponsesUsage, { description: "Null while in progress." }),
  max_output_tokens: nullable(Type.Integer(), echoed("Echoed.")),
  max_tool_calls: nullable(Type.Integer(), echoed("Always null.")),
  store: Type.Boolean(echoed("Always false.")),
  background: Type.Boolean(echoed("Echoed.")),
  service_tier: Type.String(echoed("Always default.")),
  metadata: Type.Record(Type.String(), anyValue, echoed("Always empty.")),
  safety_identifier: nullable(Type.String(), echoed("Always null.")),
  prompt_cache_key: nullable(Type.String(), echoed("Always null.")),
});
export type ResponsesResponse = Static<typeof ResponsesResponse>;

/** What is said of an answer that failed within its stream. */
export const ResponsesFailedResponse = Type.Object(
  {
    id: Type.String(),
    object: Type.Literal("response"),
    status: Type.Literal("failed"),
    model: Type.String(),
    output: Type.Array(ResponsesOutputItem, { description: "Always empty." }),
    error: ResponsesError,
    usage: nullable(Type.Pick(ResponsesUsage, ["input_tokens", "output_tokens", "total_tokens"])),
  },
  since("0.32.10"),
);
export type ResponsesFailedResponse = Static<typeof ResponsesFailedResponse>;
