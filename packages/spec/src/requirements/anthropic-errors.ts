import { chapter, may, must, observed, should } from "./chapter.ts";

/** Errors of the Anthropic route. */
export const anthropicErrors = chapter(
  {
    id: "anthropic-errors",
    title: "Anthropic: errors",
    about: "Errors of the Anthropic route.",
    operations: ["anthropicMessages"],
  },
  {
    envelope: must("An error is a JSON object with `type` `error` and an object under `error`.", [
      "handler",
      observed,
      "client:anthropic-sdk",
    ]),
    message: must("`error.message` is a text that is not empty.", ["handler", observed, "client:anthropic-sdk"]),
    "request-id": should("`request_id` begins with `req_`.", ["handler", observed]),
    "type-400": must("`error.type` of status 400 is `invalid_request_error`.", [
      "handler",
      observed,
      "client:anthropic-sdk",
    ]),
    "type-404": must("`error.type` of status 404 is `not_found_error`.", ["handler", "client:anthropic-sdk"]),
    "type-401": should("`error.type` of status 401 is `authentication_error`.", ["handler", "client:anthropic-sdk"]),
    "type-403": should("`error.type` of status 403 is `permission_error`.", ["handler", "client:anthropic-sdk"]),
    "type-429": should("`error.type` of status 429 is `rate_limit_error`.", ["handler", "client:anthropic-sdk"]),
    "type-503": should("`error.type` of status 503 or 529 is `overloaded_error`.", ["handler", "client:anthropic-sdk"]),
    "type-other": should("`error.type` of status 500 is `api_error`.", ["handler", "client:anthropic-sdk"]),
    "status-not-200": must(
      "An error before the first event of a stream has a status of 400 or more and a JSON body, never a stream.",
      ["handler", "client:anthropic-sdk"],
    ),
    "model-required-400": should('A request without `model`, or with `""`, answers 400.', ["handler"]),
    "model-required-text": may("`error.message` for an absent `model` is `model is required`.", ["handler"]),
    "max-tokens-required-400": should("A request without `max_tokens` answers 400.", ["handler", observed]),
    "max-tokens-positive-400": should("`max_tokens` 0 or below answers 400.", ["handler"]),
    "max-tokens-text": may(
      "`error.message` for absent, zero or negative `max_tokens` is `max_tokens is required and must be positive`.",
      ["handler", observed],
    ),
    "messages-required-400": should("Absent or empty `messages` answers 400.", ["handler"]),
    "messages-required-text": may("`error.message` for absent or empty `messages` is `messages is required`.", [
      "handler",
    ]),
    "model-before-max-tokens": may("A request that lacks `model` and `max_tokens` is told of `model`.", ["handler"]),
    "max-tokens-before-messages": may("A request that lacks `max_tokens` and `messages` is told of `max_tokens`.", [
      "handler",
    ]),
    "fields-before-model": may("A request that lacks `messages` answers 400 even if its model is not installed.", [
      "handler",
    ]),
    "model-missing-404": must("A model that is not installed answers 404.", ["handler", "client:anthropic-sdk"]),
    "model-missing-text": may(
      "`error.message` for a model that is not installed is `model '<name as sent>' not found`.",
      ["handler"],
    ),
    "embedding-model-400": should("A model that only embeds answers 400.", ["handler"]),
    "tools-unsupported-400": should("`tools` with a model that lacks the capability `tools` answers 400.", ["handler"]),
    "queue-full-503": should("A request that finds the queue full answers 503 or 529, which the SDKs retry.", [
      "handler",
      "client:anthropic-sdk",
    ]),
    "mid-stream": may(
      "After a failure in the middle of a stream the server either just ends it or sends `event: error`; there is no `message_stop`.",
      ["handler", "client:anthropic-sdk"],
    ),
  },
);
