import { type Static, Type } from "@sinclair/typebox";
import { Logprob } from "../native/logprobs.ts";
import { DebugInfo } from "../native/metrics.ts";
import { nullable } from "../nullable.ts";
import { since } from "../since.ts";
import { ChatCompletionDelta, ChatCompletionMessage } from "./message.ts";
import { CompletionUsage } from "./usage.ts";

export const FinishReason = Type.String({
  description: "stop, length (even with tool calls) or tool_calls; load or unload when nothing was asked.",
});
export type FinishReason = Static<typeof FinishReason>;

export const ChoiceLogprobs = Type.Object({ content: Type.Array(Logprob) });
export type ChoiceLogprobs = Static<typeof ChoiceLogprobs>;

/** Fields of an answer and of each chunk of a stream. */
const envelope = {
  id: Type.String({ description: "`chatcmpl-` and a number from 0 to 998; the same in all chunks of a stream." }),
  created: Type.Integer({ description: "Unix time in seconds; the same in all chunks of a stream." }),
  model: Type.String({ description: "The model's name as it was sent." }),
  system_fingerprint: Type.String({ description: "`fp_ollama`." }),
};

const logprobs = Type.Optional(ChoiceLogprobs);

/** The answer of `POST /v1/chat/completions` when it does not stream. */
export const ChatCompletion = Type.Object({
  ...envelope,
  object: Type.Literal("chat.completion"),
  choices: Type.Array(
    Type.Object({
      index: Type.Integer(),
      message: ChatCompletionMessage,
      finish_reason: nullable(FinishReason),
      logprobs,
    }),
    { minItems: 1, description: "Ollama gives one, whatever `n` says." },
  ),
  usage: CompletionUsage,
  _debug_info: Type.Optional(DebugInfo),
});
export type ChatCompletion = Static<typeof ChatCompletion>;

const chunk = { ...envelope, object: Type.Literal("chat.completion.chunk") };

/** A chunk that adds to the message. One without a model and with empty content is what is left of an error. */
export const ChatCompletionChunk = Type.Object({
  ...chunk,
  choices: Type.Array(
    Type.Object({
      index: Type.Integer(),
      delta: ChatCompletionDelta,
      finish_reason: nullable(FinishReason),
      logprobs,
    }),
    { minItems: 1, maxItems: 1 },
  ),
});
export type ChatCompletionChunk = Static<typeof ChatCompletionChunk>;

/** The chunk that says why the answer ended. Its delta is empty since Ollama 0.32.6. */
export const ChatCompletionFinishChunk = Type.Object({
  ...chunk,
  choices: Type.Array(
    Type.Object({ index: Type.Integer(), delta: ChatCompletionDelta, finish_reason: FinishReason, logprobs }),
    { minItems: 1, maxItems: 1 },
  ),
});
export type ChatCompletionFinishChunk = Static<typeof ChatCompletionFinishChunk>;

/** The chunk after the one that finishes, if `stream_options.include_usage` asks for it. */
export const ChatCompletionUsageChunk = Type.Object(
  { ...chunk, choices: Type.Tuple([]), usage: CompletionUsage },
  since("0.5.2"),
);
export type ChatCompletionUsageChunk = Static<typeof ChatCompletionUsageChunk>;

/** The last chunk of a stream that ended well. */
export const ChatCompletionFinalChunk = Type.Union([ChatCompletionFinishChunk, ChatCompletionUsageChunk]);
export type ChatCompletionFinalChunk = Static<typeof ChatCompletionFinalChunk>;
