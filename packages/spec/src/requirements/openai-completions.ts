import { chapter, may, must, observed, should } from "./chapter.ts";

/** Completions: request and answer. */
export const openaiCompletions = chapter(
  {
    id: "openai-completions",
    title: "OpenAI: completions",
    about: "Completions: request and answer.",
    operations: ["openaiCompletions"],
  },
  {
    object: must("`object` of an answer is `text_completion`.", ["handler", observed, "client:openai-sdk"]),
    id: should("`id` begins with `cmpl-`.", ["handler", observed]),
    "created-seconds": should("`created` is the time in whole Unix seconds.", ["handler", observed]),
    "model-echo": should("`model` is the name as the request gave it.", ["handler", observed]),
    text: must("`choices` has one element with a string `text` and `index` 0.", [
      "handler",
      observed,
      "client:openai-sdk",
    ]),
    "finish-reason": should("`finish_reason` is `stop` or `length` once the answer has ended.", [
      "handler",
      observed,
      "client:openai-sdk",
    ]),
    "finish-length": must("`finish_reason` is `length` if `max_tokens` cut the answer.", [
      "handler",
      observed,
      "client:openai-sdk",
    ]),
    usage: must(
      "`usage` of an answer that is not streamed has whole numbers `prompt_tokens`, `completion_tokens` and `total_tokens`.",
      ["handler", observed, "client:openai-sdk"],
    ),
    "usage-sum": should("`total_tokens` is `prompt_tokens` plus `completion_tokens`.", ["handler", observed]),
    "prompt-string": must("`prompt` is read as a string.", ["handler", "client:openai-sdk"]),
    "prompt-list": may("`prompt` as a list answers 400, or is served.", ["handler"]),
    "prompt-empty": may(
      'An empty or absent `prompt` answers 200 with `text` `""` and the `finish_reason` `load`, or 400.',
      ["handler"],
    ),
    suffix: should(
      "`suffix` asks a model with the capability `insert` for the text between `prompt` and it.",
      ["handler", "client:continue"],
      { introducedIn: "0.2.6" },
    ),
    "suffix-unsupported-400": should(
      "`suffix` with a model without the capability `insert` answers 400.",
      ["handler"],
      { introducedIn: "0.6.4" },
    ),
    "suffix-unsupported-text": may(
      "`error.message` for a `suffix` that the model cannot use ends with ` does not support insert`.",
      ["handler"],
      { introducedIn: "0.6.4" },
    ),
    "suffix-empty": should('A `suffix` of `""` is read as if it were absent.', ["handler", "client:continue"]),
    "max-tokens": should("`max_tokens` limits `usage.completion_tokens`.", ["handler", observed, "client:openai-sdk"]),
    "max-tokens-default": may("Without `max_tokens` an answer may be longer than 16 tokens.", ["handler"]),
    "temperature-zero": should("Two requests with `temperature` 0 and the same prompt give the same text.", [
      "handler",
    ]),
    "temperature-default": may("Without `temperature` the answer to one seed is that of `temperature` 1.", ["handler"]),
    "top-p-zero": may("`top_p` 0 counts as absent, which means 1.", ["handler"]),
    seed: should("Two requests with the same `seed` and prompt give the same text.", ["handler", "client:openai-sdk"]),
    "stop-string": must("A text in `stop` ends the answer before the text appears in it.", [
      "handler",
      "client:openai-sdk",
      "client:continue",
    ]),
    "stop-list": must(
      "Each text of a list in `stop` ends the answer before it appears.",
      ["handler", "client:openai-sdk", "client:continue"],
      { introducedIn: "0.2.2" },
    ),
    "stop-element-400": should("An element of `stop` that is not a text answers 400.", ["handler"], {
      introducedIn: "0.2.2",
    }),
    "stop-element-text": may(
      "`error.message` for an element of `stop` that is not a text is `invalid type for 'stop' field: ` and its type in Go, such as `float64`.",
      ["handler"],
      { introducedIn: "0.2.2" },
    ),
    "logprobs-range": should("`logprobs` above 20 answers 400.", ["handler"], { introducedIn: "0.12.11" }),
    "logprobs-not-returned": may("`logprobs` is accepted as a number, but the answer may lack them.", ["handler"], {
      introducedIn: "0.12.11",
    }),
    "ignored-fields": should("`n`, `best_of`, `echo`, `logit_bias` and `user` never fail the request.", [
      "handler",
      "client:openai-sdk",
    ]),
    templated: may(
      "The prompt passes through the model's chat template, as that of `/api/generate` without `raw` does.",
      ["handler"],
    ),
    "thinking-dropped": should("Reasoning text of a model that thinks is not in `text`.", ["handler"]),
    "debug-render": may(
      "`_debug_render_only` true answers 200 without generating; the rendered prompt may be left out.",
      ["handler"],
      { introducedIn: "0.12.0" },
    ),
  },
);
