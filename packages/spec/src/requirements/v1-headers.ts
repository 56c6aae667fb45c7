import { chapter, may, must, observed, should } from "./chapter.ts";

/** Headers and bytes of answers under /v1. */
export const v1Headers = chapter(
  {
    id: "v1-headers",
    title: "Headers and framing of /v1",
    about: "Headers and bytes of answers under /v1.",
    operations: [
      "openaiChatCompletions",
      "openaiCompletions",
      "openaiEmbeddings",
      "openaiModels",
      "openaiModel",
      "openaiResponses",
      "anthropicMessages",
    ],
  },
  {
    "json-content-type": must(
      "A JSON answer has a `Content-Type` that begins with `application/json`; without it the openai package returns the body as a string.",
      ["handler", observed, "client:openai-sdk"],
    ),
    "error-content-type": must("An error in JSON has a `Content-Type` that begins with `application/json`.", [
      "handler",
      observed,
      "client:openai-sdk",
    ]),
    "stream-content-type": should(
      "A streamed answer has the `Content-Type` `text/event-stream`, with or without a charset.",
      ["handler", observed],
      { operations: ["openaiChatCompletions", "openaiCompletions", "openaiResponses", "anthropicMessages"] },
    ),
    "no-cache": may("A streamed answer has `Cache-Control: no-cache`.", ["handler"], {
      operations: ["openaiResponses", "anthropicMessages"],
    }),
    "stream-not-compressed": should(
      "A stream is sent without a content encoding that the request did not ask for.",
      ["handler"],
      { operations: ["openaiChatCompletions", "openaiCompletions", "openaiResponses", "anthropicMessages"] },
    ),
    "events-end-with-blank-line": must(
      "Every event of a stream, the last included, ends with a blank line.",
      ["handler", "client:openai-sdk", "client:anthropic-sdk"],
      { operations: ["openaiChatCompletions", "openaiCompletions", "openaiResponses", "anthropicMessages"] },
    ),
    "no-comments": may(
      "Streams have no comments, `id:` or `retry:` lines; clients skip them if there are.",
      ["handler", "client:openai-sdk"],
      { operations: ["openaiChatCompletions", "openaiCompletions", "openaiResponses", "anthropicMessages"] },
    ),
    "event-data-is-one-json": must(
      "The data of every event of a stream is one JSON object, but for a closing `[DONE]`.",
      ["handler", "client:openai-sdk", "client:anthropic-sdk"],
      { operations: ["openaiChatCompletions", "openaiCompletions", "openaiResponses", "anthropicMessages"] },
    ),
    "stream-is-incremental": should(
      "Events of a stream are sent as text is generated, not all at the end.",
      ["handler", "client:openai-sdk"],
      { operations: ["openaiChatCompletions", "openaiCompletions", "openaiResponses", "anthropicMessages"] },
    ),
    "stream-false-is-one-json": must(
      "With `stream` false the body is one JSON object and no stream.",
      ["handler", "client:openai-sdk", "client:anthropic-sdk"],
      { operations: ["openaiChatCompletions", "openaiCompletions", "openaiResponses", "anthropicMessages"] },
    ),
    "stream-absent-is-one-json": must(
      "Without `stream` the body is one JSON object, unlike `/api/chat`, which then streams.",
      ["handler", "client:openai-sdk", "client:anthropic-sdk"],
      { operations: ["openaiChatCompletions", "openaiCompletions", "openaiResponses", "anthropicMessages"] },
    ),
    "stream-true-streams": must(
      "With `stream` true the body is server-sent events, never one JSON object.",
      ["handler", "client:openai-sdk", "client:anthropic-sdk"],
      { operations: ["openaiChatCompletions", "openaiCompletions", "openaiResponses", "anthropicMessages"] },
    ),
    "json-parses-to-utf8": should("The body is UTF-8; a character may stand as itself or as a `\\u` escape.", [
      "handler",
    ]),
    "no-retry-headers-on-success": should(
      "An answer with status 200 has no `x-should-retry`, which the SDKs would obey.",
      ["handler", "client:openai-sdk"],
    ),
  },
);
