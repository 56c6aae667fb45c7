import { type Static, Type } from "@sinclair/typebox";
import { go } from "../go.ts";
import { beyondOllama, ignored } from "../ignored.ts";
import { optional } from "../native/field.ts";
import { nullable } from "../nullable.ts";
import { since } from "../since.ts";
import { ChoiceLogprobs, FinishReason } from "./chat.ts";
import { Stop, StreamOptions } from "./chat-request.ts";
import { CompletionUsage } from "./usage.ts";

/** Body of `POST /v1/completions`. The prompt goes through the model's template, and thinking is left out. */
export const CompletionRequest = Type.Object(
  {
    model: Type.String(),
    prompt: optional(Type.String(), "One text, never a list. Empty or absent: the model is loaded."),
    suffix: optional(
      Type.String(),
      "What follows the gap that the model fills; only for models that can insert.",
      "0.2.6",
    ),
    stream: optional(Type.Boolean({ default: false })),
    stream_options: optional(StreamOptions, undefined, "0.5.2"),
    max_tokens: optional(Type.Integer(), "Most tokens of the answer; unlimited if absent."),
    seed: optional(Type.Integer()),
    stop: optional(Stop, "A value of another type is ignored."),
    temperature: optional(Type.Number({ ...go("float32"), default: 1 }), "Set to 1 if absent."),
    top_p: optional(Type.Number({ ...go("float32"), default: 1 }), "Set to 1 if absent or 0."),
    frequency_penalty: optional(Type.Number({ ...go("float32"), default: 0 })),
    presence_penalty: optional(Type.Number({ ...go("float32"), default: 0 })),
    logprobs: optional(Type.Integer({ maximum: 20 }), "Taken, but the answer never has log probabilities.", "0.12.11"),
    _debug_render_only: optional(Type.Boolean(), undefined, "0.12.0"),
    n: beyondOllama(Type.Integer(), "the number of choices, up to 128."),
    best_of: ignored(Type.Integer()),
    echo: ignored(Type.Boolean()),
    logit_bias: beyondOllama(
      Type.Record(Type.String(), Type.Number()),
      "by token of the model's vocabulary, what is added to its logit before sampling.",
    ),
    user: ignored(Type.String()),
    response_format: ignored(Type.Unknown()),
    reasoning: ignored(Type.Unknown()),
    reasoning_effort: ignored(Type.String()),
  },
  go("openai.CompletionRequest"),
);
export type CompletionRequest = Static<typeof CompletionRequest>;

const envelope = {
  id: Type.String({ description: "`cmpl-` and a number from 0 to 998; the same in all chunks of a stream." }),
  object: Type.Literal("text_completion"),
  created: Type.Integer({ description: "Unix time in seconds; of a chunk, the time of that chunk." }),
  model: Type.String({ description: "The model's name as it was sent." }),
  system_fingerprint: Type.String({ description: "`fp_ollama`." }),
};

const choice = {
  text: Type.String(),
  index: Type.Integer(),
  logprobs: optional(ChoiceLogprobs, "Ollama never gives them.", "0.12.11"),
};

/** The answer of `POST /v1/completions` when it does not stream. */
export const Completion = Type.Object({
  ...envelope,
  choices: Type.Array(Type.Object({ ...choice, finish_reason: nullable(FinishReason) }), {
    minItems: 1,
    description: "Ollama gives one, whatever `n` says.",
  }),
  usage: CompletionUsage,
});
export type Completion = Static<typeof Completion>;

/** A chunk that adds text; the last of them says why the answer ended. */
export const CompletionChunk = Type.Object({
  ...envelope,
  choices: Type.Array(Type.Object({ ...choice, finish_reason: nullable(FinishReason) }), { minItems: 1, maxItems: 1 }),
  usage: Type.Optional(
    Type.Object(CompletionUsage.properties, {
      ...since("0.5.2"),
      description: "Zeros, and only if `stream_options.include_usage` asks for the usage.",
    }),
  ),
});
export type CompletionChunk = Static<typeof CompletionChunk>;

/** The last chunk with text. */
export const CompletionFinishChunk = Type.Object({
  ...CompletionChunk.properties,
  choices: Type.Array(Type.Object({ ...choice, finish_reason: FinishReason }), { minItems: 1, maxItems: 1 }),
});
export type CompletionFinishChunk = Static<typeof CompletionFinishChunk>;

/** The chunk after the last text, if `stream_options.include_usage` asks for it. */
export const CompletionUsageChunk = Type.Object(
  { ...envelope, choices: Type.Tuple([]), usage: CompletionUsage },
  since("0.5.2"),
);
export type CompletionUsageChunk = Static<typeof CompletionUsageChunk>;

/** The last chunk of a stream that ended well. */
export const CompletionFinalChunk = Type.Union([CompletionFinishChunk, CompletionUsageChunk]);
export type CompletionFinalChunk = Static<typeof CompletionFinalChunk>;
