import { chapter, may, must, should } from "./chapter.ts";

/** Completions: the stream. */
export const openaiCompletionsStream = chapter(
  {
    id: "openai-completions-stream",
    title: "OpenAI: completions, streams",
    about: "Completions: the stream.",
    operations: ["openaiCompletions"],
  },
  {
    "done-last": must("The stream of a finished answer ends with `data: [DONE]`, once.", [
      "handler",
      "client:openai-sdk",
    ]),
    object: must("`object` of every chunk is `text_completion`.", ["handler", "client:openai-sdk"]),
    "choices-is-list": must("`choices` is a list in every chunk.", ["handler", "client:openai-sdk"]),
    "text-is-string": must("`choices[0].text` of every chunk is a string.", ["handler", "client:openai-sdk"]),
    "joins-to-unstreamed": must(
      "The joined `text` is that of the same request unstreamed, for one seed and `temperature` 0.",
      ["handler", "client:openai-sdk"],
    ),
    "one-finish": should("Exactly one chunk has a `finish_reason` that is not null.", ["handler", "client:openai-sdk"]),
    "finish-last": should("No text follows the chunk with the `finish_reason`.", ["handler", "client:openai-sdk"]),
    "finish-with-text": may("The `finish_reason` may stand on a chunk with text or on one of its own.", ["handler"]),
    "one-id": should("All chunks of a stream have the same `id`.", ["handler", "client:openai-sdk"]),
    created: may("`created` may differ from chunk to chunk.", ["handler"]),
    "usage-chunk": should(
      "`stream_options.include_usage` true gives the usage in the last chunk before `[DONE]`, whose `choices` is an empty list.",
      ["handler", "client:openai-sdk"],
      { introducedIn: "0.5.2" },
    ),
    "usage-zero-before": may(
      "With `include_usage`, earlier chunks have `usage` with zeros, null or none.",
      ["handler"],
      { introducedIn: "0.5.2" },
    ),
    "no-usage-unasked": should("Without `include_usage` no chunk has a `usage` that is not null.", [
      "handler",
      "client:openai-sdk",
    ]),
  },
);
