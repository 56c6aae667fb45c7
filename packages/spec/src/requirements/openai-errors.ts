import { chapter, may, must, observed, should } from "./chapter.ts";

/** Errors of the OpenAI routes: their form, and what the server says when. */
export const openaiErrors = chapter(
  {
    id: "openai-errors",
    title: "OpenAI: errors",
    about: "Errors of the OpenAI routes: their form, and what the server says when.",
    operations: [
      "openaiChatCompletions",
      "openaiCompletions",
      "openaiEmbeddings",
      "openaiModel",
      "openaiResponses",
      "openaiTranscriptions",
    ],
  },
  {
    envelope: must("An error is a JSON object with an object under `error`, not a string as in the native API.", [
      "handler",
      observed,
      "client:openai-sdk",
      "client:copilot",
    ]),
    "message-is-text": must("`error.message` is a text that is not empty.", ["handler", observed, "client:openai-sdk"]),
    "type-is-text": should("`error.type` is a text that is not empty.", ["handler", observed, "client:openai-sdk"]),
    "param-present": should("`error.param` is present, null where nothing is known.", ["handler", observed]),
    "code-present": should("`error.code` is present, null where nothing is known.", ["handler", observed]),
    "type-400": should("`error.type` of status 400 is `invalid_request_error`.", ["handler", observed], {
      introducedIn: "0.18.0",
    }),
    "type-404": should("`error.type` of status 404 is `not_found_error`.", ["handler", observed], {
      introducedIn: "0.18.0",
    }),
    "type-other": should("`error.type` of a status other than 400 and 404 is `api_error`.", ["handler", observed]),
    "status-not-200": must(
      "A request that is refused, for an unknown model or a bad field, has a status of 400 or more, never 200 with an error in its body.",
      ["handler", "client:openai-sdk"],
    ),
    "streamed-request-error-is-json": must(
      "An unknown model or a bad field answers a JSON body, not events, even if `stream` is true.",
      ["handler", "client:openai-sdk"],
      { operations: ["openaiChatCompletions", "openaiCompletions", "openaiResponses"] },
    ),
    "empty-text": may(
      "A failure without a text of its own says `something went wrong, please see the ollama server logs for details`.",
      ["handler"],
    ),
    "model-missing-404": should("A model that is not installed answers 404.", [
      "handler",
      observed,
      "client:openai-sdk",
    ]),
    "model-missing-names-it": should("`error.message` for a model that is not installed names the model.", [
      "handler",
      observed,
    ]),
    "model-missing-text": may(
      "`error.message` for a model that is not installed is `model '<name as sent>' not found`.",
      ["handler"],
      {
        operations: ["openaiChatCompletions", "openaiCompletions", "openaiResponses", "openaiTranscriptions"],
        introducedIn: "0.12.0",
      },
    ),
    "model-missing-text-embeddings": may(
      '`error.message` for a model that is not installed is `model "<name as sent>" not found, try pulling it first`.',
      ["handler"],
      { operations: ["openaiEmbeddings"] },
    ),
    "model-empty-400-or-404": should("A `model` that is absent, empty or blank answers 400 or 404.", ["handler"], {
      operations: [
        "openaiChatCompletions",
        "openaiCompletions",
        "openaiEmbeddings",
        "openaiResponses",
        "openaiTranscriptions",
      ],
    }),
    "model-empty-text-chat": may(
      "`error.message` for an empty `model` is `model is required`, with status 400.",
      ["handler"],
      { operations: ["openaiChatCompletions", "openaiResponses", "openaiTranscriptions"] },
    ),
    "model-empty-text-other": may(
      "`error.message` for an empty `model` is `model '' not found`, with status 404.",
      ["handler"],
      { operations: ["openaiCompletions", "openaiEmbeddings"], introducedIn: "0.18.0" },
    ),
    "model-invalid-400": should(
      "A `model` that is not a name, such as `a/b/c/d/e` or `x@y`, answers 400.",
      ["handler"],
      { introducedIn: "0.18.0" },
    ),
    "model-invalid-text": may(
      "`error.message` for a `model` that is not a name is `invalid model name`.",
      ["handler"],
      { introducedIn: "0.18.0" },
    ),
    "local-and-cloud": may(
      "A `model` with both `:local` and `:cloud` answers 400 with a message that begins with `use either :local or :cloud, not both`.",
      ["handler"],
      {
        operations: ["openaiChatCompletions", "openaiCompletions", "openaiEmbeddings", "openaiResponses"],
        introducedIn: "0.18.0",
      },
    ),
    "embedding-model-cannot-chat": should("A model that only embeds answers 400 to a chat.", ["handler"], {
      operations: ["openaiChatCompletions", "openaiResponses"],
    }),
    "embedding-model-cannot-chat-text": may(
      '`error.message` of a chat with a model that only embeds is `"<model>" does not support chat`.',
      ["handler"],
      { operations: ["openaiChatCompletions", "openaiResponses"] },
    ),
    "embedding-model-cannot-generate": should(
      'A model that only embeds answers 400, with `"<model>" does not support generate` in the message.',
      ["handler"],
      { operations: ["openaiCompletions"] },
    ),
    "tools-unsupported-400": should(
      "`tools` with a model that lacks the capability `tools` answers 400.",
      ["handler"],
      { operations: ["openaiChatCompletions", "openaiResponses"] },
    ),
    "tools-unsupported-text": may(
      "`error.message` for tools with a model that lacks them is `<full name> does not support tools`, such as `registry.ollama.ai/library/m:latest does not support tools`.",
      ["handler"],
      { operations: ["openaiChatCompletions", "openaiResponses"] },
    ),
    "thinking-unsupported-400": should(
      "A reasoning effort other than `none` with a model that lacks the capability `thinking` answers 400.",
      ["handler"],
      { operations: ["openaiChatCompletions", "openaiResponses"] },
    ),
    "thinking-unsupported-text": may(
      '`error.message` for a reasoning effort with a model that cannot think is `"<model>" does not support thinking`.',
      ["handler"],
      { operations: ["openaiChatCompletions", "openaiResponses"] },
    ),
    "queue-full-503": should("A request that finds the queue full answers 503, which the SDKs retry.", [
      "handler",
      "client:openai-sdk",
    ]),
    "queue-full-text": may(
      "`error.message` of a full queue is `server busy, please try again.  maximum pending requests exceeded`, with two spaces.",
      ["handler"],
    ),
    "load-failure-500": should(
      "A model that is installed but cannot be loaded answers 500 or above with a text that says why.",
      ["handler"],
    ),
    "server-survives": should("After any failed request the server answers the next one.", [
      "handler",
      "client:openai-sdk",
    ]),
    "mid-stream-closes": should(
      "After a failure in the middle of a stream the server closes the stream instead of leaving the client waiting.",
      ["handler", "client:openai-sdk"],
      { operations: ["openaiChatCompletions", "openaiCompletions", "openaiResponses"] },
    ),
    "mid-stream-no-false-finish": should(
      "A stream that failed has no chunk with `finish_reason` `stop` or `tool_calls` after the failure.",
      ["handler", "client:openai-sdk"],
      { operations: ["openaiChatCompletions", "openaiCompletions"] },
    ),
    "mid-stream-error-event": may(
      'After a failure in the middle of a stream the server either just ends it (a stray empty chunk is allowed) or sends `data: {"error":{…}}`, which the openai package throws.',
      ["handler", "client:openai-sdk"],
      { operations: ["openaiChatCompletions", "openaiCompletions"] },
    ),
    "cloud-disabled-403": may(
      "A model marked `:cloud` on a server without cloud features answers 403 or 404; the error may have the native form.",
      ["handler"],
      {
        operations: ["openaiChatCompletions", "openaiCompletions", "openaiEmbeddings", "openaiResponses"],
        introducedIn: "0.18.0",
      },
    ),
  },
);
