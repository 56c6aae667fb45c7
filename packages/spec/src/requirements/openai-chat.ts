import { chapter, may, must, observed, should } from "./chapter.ts";

/** Chat completions: what the fields of a request do. */
export const openaiChat = chapter(
  {
    id: "openai-chat",
    title: "OpenAI: chat completions, requests",
    about: "Chat completions: what the fields of a request do.",
    operations: ["openaiChatCompletions"],
  },
  {
    "messages-absent-400": should("A request without `messages` answers 400.", ["handler"]),
    "messages-empty-400": should("An empty list of `messages` answers 400.", ["handler", observed]),
    "messages-empty-text": may("`error.message` for absent or empty `messages` is `[] is too short - 'messages'`.", [
      "handler",
      observed,
    ]),
    "max-tokens": must("`max_tokens` limits the number of generated tokens, `usage.completion_tokens` included.", [
      "handler",
      "client:openai-sdk",
      "client:copilot",
    ]),
    "max-completion-tokens": may(
      "`max_completion_tokens` may limit the answer, as `beyond.max-completion-tokens` says, or be ignored; it never fails the request.",
      ["handler"],
    ),
    "temperature-zero": should("Two requests with `temperature` 0 and the same messages give the same text.", [
      "handler",
    ]),
    "temperature-unscaled": should("`temperature` is used as it is, without scaling.", ["handler"], {
      introducedIn: "0.3.10",
    }),
    "temperature-default": may(
      "Without `temperature` the answer to one seed is that of `temperature` 1, whatever the model's own parameters say.",
      ["handler"],
      { introducedIn: "0.3.10" },
    ),
    "top-p-default": may(
      "Without `top_p` the answer to one seed is that of `top_p` 1, whatever the model's own parameters say.",
      ["handler"],
    ),
    seed: should("Two requests with the same `seed` and messages give the same text.", [
      "handler",
      "client:openai-sdk",
    ]),
    "frequency-penalty": may("`frequency_penalty` is used as it is, without scaling.", ["handler"]),
    "presence-penalty": may("`presence_penalty` is used as it is, without scaling.", ["handler"]),
    "penalties-default": may("Without `frequency_penalty` or `presence_penalty` the model's own parameters count.", [
      "handler",
    ]),
    "stop-string": must("A text in `stop` ends the answer before the text appears in it.", [
      "handler",
      "client:openai-sdk",
      "client:continue",
    ]),
    "stop-list": must("Each text of a list in `stop` ends the answer before it appears.", [
      "handler",
      "client:openai-sdk",
    ]),
    "stop-not-in-text": should("The text that ended the answer is not part of it.", ["handler"]),
    "stop-other-types": may(
      "`stop` with elements that are not texts, or of another type, drops them without an error, or answers 400.",
      ["handler"],
    ),
    "json-object": must(
      "`response_format` of type `json_object` makes `content` parse as JSON if the answer ended with `stop`.",
      ["handler", "client:openai-sdk"],
    ),
    "json-schema": must(
      "`response_format` of type `json_schema` makes `content` parse as JSON that fits `json_schema.schema` if the answer ended with `stop`.",
      ["handler", "client:openai-sdk", "client:ai-sdk"],
      { introducedIn: "0.5.0" },
    ),
    "json-schema-nested": should(
      "Keys `name`, `strict` and `description` beside `json_schema.schema` are accepted.",
      ["handler", "client:ai-sdk"],
      { introducedIn: "0.5.0" },
    ),
    "response-format-text": should("`response_format` of type `text` constrains nothing.", [
      "handler",
      "client:openai-sdk",
    ]),
    "response-format-unknown": may(
      "An unknown type of `response_format`, or `json_schema` without a schema, constrains nothing and is no error.",
      ["handler"],
    ),
    "ignored-fields": should(
      "Well-typed `n`, `user`, `logit_bias`, `store`, `metadata`, `service_tier`, `modalities` and `prediction` never fail the request.",
      ["handler", "client:openai-sdk", "client:langchain"],
    ),
    "native-options-ignored": may(
      "The native fields `options`, `keep_alive`, `think` and `format` may be ignored here; they never fail the request.",
      ["handler"],
    ),
    "one-choice": should("`n` above 1 gives exactly one choice, or else `n` of them.", ["handler"]),
    logprobs: should("`logprobs` true gives `choices[0].logprobs.content` with an entry per token.", ["handler"], {
      introducedIn: "0.12.11",
    }),
    "logprobs-entry": should(
      "An entry of `logprobs.content` has a text `token` and a number `logprob` that is at most 0.",
      ["handler"],
      { introducedIn: "0.12.11" },
    ),
    "top-logprobs-count": should("`top_logprobs` n gives up to n alternatives per entry.", ["handler"], {
      introducedIn: "0.12.11",
    }),
    "top-logprobs-range": should("`top_logprobs` below 0 or above 20 answers 400.", ["handler"], {
      introducedIn: "0.12.11",
    }),
    "top-logprobs-text": may(
      "`error.message` for `top_logprobs` out of range is `top_logprobs must be between 0 and 20`, also if the model is not installed.",
      ["handler"],
      { introducedIn: "0.12.11" },
    ),
    "logprobs-absent": may("Without `logprobs` the key is absent from the choice, or null.", ["handler"]),
    "debug-render": should(
      "`_debug_render_only` true, not streamed, answers the prompt in `_debug_info.rendered_template`.",
      ["handler"],
      { introducedIn: "0.12.0" },
    ),
    "debug-render-generates-nothing": should("`_debug_render_only` true answers an empty `content`.", ["handler"], {
      introducedIn: "0.12.0",
    }),
    "stream-options-unstreamed": may("`stream_options` without `stream` changes nothing.", ["handler"]),
    "top-k-ignored": should("`top_k` never fails the request.", ["handler"]),
  },
);
