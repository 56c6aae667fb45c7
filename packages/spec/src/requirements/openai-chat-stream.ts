import { chapter, may, must, observed, should } from "./chapter.ts";

/** Chat completions: the stream. */
export const openaiChatStream = chapter(
  {
    id: "openai-chat-stream",
    title: "OpenAI: chat completions, streams",
    about: "Chat completions: the stream.",
    operations: ["openaiChatCompletions"],
  },
  {
    "data-lines": must(
      "Every event is one `data: ` line with no `event:` line, so that clients that read lines alone understand it.",
      ["handler", observed, "client:openai-sdk"],
    ),
    object: must("`object` of every chunk is `chat.completion.chunk`.", ["handler", observed, "client:openai-sdk"]),
    "done-last": must("The stream of a finished answer ends with `data: [DONE]`, once.", [
      "handler",
      observed,
      "client:openai-sdk",
      "client:copilot",
    ]),
    "nothing-after-done": must("Nothing follows `data: [DONE]`.", ["handler", "client:openai-sdk"]),
    "choices-is-list": must("`choices` is a list in every chunk, the usage chunk included.", [
      "handler",
      "client:openai-sdk",
    ]),
    "one-choice": must("Every chunk but that with the usage has one choice, with `index` 0.", [
      "handler",
      "client:openai-sdk",
    ]),
    "one-id": should("All chunks of a stream have the same `id`.", ["handler", observed, "client:openai-sdk"]),
    "one-created": should("All chunks of a stream have the same `created`.", ["handler", observed], {
      introducedIn: "0.32.6",
    }),
    "model-echo": should(
      '`model` of every chunk is the name as the request gave it; a stray chunk after a failure may have `""`.',
      ["handler", observed],
    ),
    "role-first": must("The first chunk has `delta.role` `assistant`.", ["handler", observed, "client:openai-sdk"]),
    "role-once": should("No chunk but the first has `delta.role`.", ["handler", observed], { introducedIn: "0.32.6" }),
    "content-not-null": must("`delta.content`, where present, is a string, never null.", [
      "handler",
      "client:openai-sdk",
      "client:litellm",
    ]),
    "content-with-tool-calls": should('`delta.content` of a chunk with tool calls is `""`, or absent.', ["handler"], {
      introducedIn: "0.32.6",
    }),
    "one-finish": must("Exactly one chunk of a finished answer has a `finish_reason` that is not null.", [
      "handler",
      observed,
      "client:openai-sdk",
      "client:copilot",
    ]),
    "finish-reason-key": should("Every choice has the key `finish_reason`, null until the last.", [
      "handler",
      "client:openai-sdk",
    ]),
    "finish-own-chunk": should("The chunk with the `finish_reason` has an empty `delta`.", ["handler", observed], {
      introducedIn: "0.32.6",
    }),
    "finish-after-content": must("No chunk after that with the `finish_reason` has content, reasoning or tool calls.", [
      "handler",
      "client:openai-sdk",
    ]),
    "finish-stop": must("The `finish_reason` of an answer that the model ended is `stop`.", [
      "handler",
      "client:openai-sdk",
    ]),
    "finish-length": must("The `finish_reason` of an answer without tool calls that the token limit cut is `length`.", [
      "handler",
      observed,
      "client:openai-sdk",
    ]),
    "finish-tool-calls": must(
      "The `finish_reason` of a stream with tool calls that the model ended is `tool_calls`.",
      ["handler", "client:openai-sdk", "client:copilot"],
      { introducedIn: "0.5.12" },
    ),
    "length-beats-tool-calls": should(
      "The `finish_reason` of a stream with tool calls that the token limit cut is `length`.",
      ["handler"],
      { introducedIn: "0.32.6" },
    ),
    "usage-chunk": must(
      "`stream_options.include_usage` true gives one chunk with `usage` after the finish and before `[DONE]`.",
      ["handler", observed, "client:openai-sdk"],
      { introducedIn: "0.5.2" },
    ),
    "usage-chunk-has-empty-choices": must(
      "`choices` of the chunk with the usage is an empty list.",
      ["handler", observed, "client:openai-sdk"],
      { introducedIn: "0.5.2" },
    ),
    "usage-sum": should(
      "`total_tokens` of the usage chunk is `prompt_tokens` plus `completion_tokens`.",
      ["handler", observed],
      { introducedIn: "0.5.2" },
    ),
    "no-usage-unasked": should("Without `include_usage` no chunk has a `usage` that is not null.", [
      "handler",
      "client:openai-sdk",
    ]),
    "usage-absent-before": may("With `include_usage`, chunks before the usage chunk have no `usage`, or null.", [
      "handler",
    ]),
    "tool-call-index": must("Every tool call in a delta has a number `index`.", ["handler", "client:openai-sdk"], {
      introducedIn: "0.4.7",
    }),
    "tool-call-index-distinct": must(
      "Different tool calls of a stream have different `index`es, counted up from 0.",
      ["handler", "client:openai-sdk"],
      { introducedIn: "0.8.0" },
    ),
    "tool-call-type": must("The first delta of a tool call has the `type` `function`.", [
      "handler",
      "client:openai-sdk",
    ]),
    "tool-call-name": must("The first delta of a tool call has its name in `function.name`.", [
      "handler",
      "client:openai-sdk",
    ]),
    "tool-call-id": must("The first delta of a tool call has its `id`.", ["handler", "client:openai-sdk"]),
    "tool-call-arguments-join": must("The `arguments` texts of one `index` join to one JSON object.", [
      "handler",
      "client:openai-sdk",
      "client:zed",
    ]),
    "tool-call-whole": may("A tool call comes whole in one delta, or in pieces that share its `index`.", ["handler"]),
    "reasoning-in-delta": should("Reasoning text streams in `delta.reasoning`.", ["handler", "client:openai-sdk"], {
      introducedIn: "0.11.4",
    }),
    "reasoning-split": may("A chunk with reasoning has no content that is not empty and no tool calls.", ["handler"], {
      introducedIn: "0.18.0",
    }),
    "joins-to-unstreamed": must(
      "The joined `delta.content` is the `content` of the same request unstreamed, for one seed and `temperature` 0.",
      ["handler", "client:openai-sdk"],
    ),
    "reasoning-joins": should(
      "The joined `delta.reasoning` is the `reasoning` of the same request unstreamed, for one seed and `temperature` 0.",
      ["handler"],
      { introducedIn: "0.11.4" },
    ),
    "usage-as-unstreamed": should(
      "The usage chunk has the counts of the same request unstreamed, for one seed and `temperature` 0.",
      ["handler"],
      { introducedIn: "0.5.2" },
    ),
    "empty-answer-has-role": should(
      "An answer without any text still has a chunk with the role before the finish.",
      ["handler"],
      { introducedIn: "0.32.6" },
    ),
    "no-empty-trailer": may("The end of an answer adds no chunk with empty content before the finish.", ["handler"], {
      introducedIn: "0.32.6",
    }),
    logprobs: should(
      "With `logprobs` the entries of all chunks are, in order, those of the same request unstreamed.",
      ["handler"],
      { introducedIn: "0.12.11" },
    ),
  },
);
