import { chapter, may, must, observed, should } from "./chapter.ts";

/** Paths and methods under /v1, of both protocols. */
export const v1Routes = chapter(
  { id: "v1-routes", title: "Routes of /v1", about: "Paths and methods under /v1, of both protocols." },
  {
    "same-base-url": must(
      "The `/v1` routes answer on the host and port that serve `/api`, so a client may list models on one and chat on the other.",
      ["handler", "client:copilot", "client:zed"],
      { operations: ["list", "openaiChatCompletions"], introducedIn: "0.1.24" },
    ),
    "one-prefix": should(
      "`/api`, `/v1` and the root stand under one base URL: a server behind a path prefix has all of them under it.",
      ["handler", "client:copilot", "client:openai-sdk"],
      { operations: ["root", "list", "openaiChatCompletions"] },
    ),
    "chat-completions-present": must(
      "POST `/v1/chat/completions` with an installed model and one user message answers 200.",
      ["handler", "client:openai-sdk", "client:copilot"],
      { operations: ["openaiChatCompletions"], presence: true },
    ),
    "completions-present": should(
      "POST `/v1/completions` with an installed model and a prompt answers 200.",
      ["handler", "client:openai-sdk"],
      { operations: ["openaiCompletions"], presence: true },
    ),
    "embeddings-present": must(
      "POST `/v1/embeddings` with an embedding model and a string answers 200.",
      ["handler", "client:openai-sdk"],
      { operations: ["openaiEmbeddings"], presence: true },
    ),
    "models-present": must("GET `/v1/models` answers 200.", ["handler", "client:openai-sdk"], {
      operations: ["openaiModels"],
      presence: true,
    }),
    "model-present": should(
      "GET `/v1/models/<name>` of an installed model without a slash in its name answers 200.",
      ["handler", "client:openai-sdk"],
      { operations: ["openaiModel"], presence: true },
    ),
    "responses-present": should(
      "POST `/v1/responses` with an installed model and a string as `input` answers 200.",
      ["handler", "client:openai-sdk"],
      { operations: ["openaiResponses"], presence: true },
    ),
    "messages-present": must(
      "POST `/v1/messages` with an installed model, `max_tokens` and one user message answers 200.",
      ["handler", "client:anthropic-sdk"],
      { operations: ["anthropicMessages"], presence: true },
    ),
    "unknown-path-404": should("An unknown path under `/v1` answers 404, never 200 with an error in its text.", [
      "handler",
      observed,
      "client:copilot",
    ]),
    "unknown-path-text": may("The body of an unknown path under `/v1` is the plain text `404 page not found`.", [
      "handler",
      observed,
    ]),
    "wrong-method-405": should(
      "A known path under `/v1` asked with a method that it does not take answers 405.",
      ["handler"],
      { introducedIn: "0.7.0" },
    ),
    "wrong-method-allow": should(
      "A 405 answer under `/v1` has a header `Allow` that names the methods the path takes.",
      ["handler"],
      { introducedIn: "0.7.0" },
    ),
    "head-is-405": may("HEAD on `/v1/models` answers 405 or what GET answers without the body.", ["handler"], {
      operations: ["openaiModels"],
      introducedIn: "0.7.0",
    }),
    "trailing-slash-get-301": may(
      "GET of a known `/v1` path with a trailing slash answers 301 with the path without it in `Location`, or serves the path.",
      ["handler"],
      { operations: ["openaiModels"] },
    ),
    "trailing-slash-post-keeps-method": should(
      "POST to a known `/v1` path with a trailing slash answers 307 (or 308) with the path without it in `Location`, or serves the path; it never redirects with 301 or 302.",
      ["handler"],
      {
        operations: [
          "openaiChatCompletions",
          "openaiCompletions",
          "openaiEmbeddings",
          "openaiResponses",
          "anthropicMessages",
        ],
      },
    ),
    "count-tokens-absent": may("POST `/v1/messages/count_tokens` answers 404, or 200 with a number `input_tokens`.", [
      "handler",
      "client:anthropic-sdk",
    ]),
    "responses-are-not-stored": may("GET `/v1/responses/<id>` of an answered response is 404: nothing is stored.", [
      "handler",
    ]),
    "model-delete-405": may("DELETE `/v1/models/<name>` answers 405 and deletes nothing.", ["handler"], {
      introducedIn: "0.7.0",
    }),
    "absent-services-404": may(
      "`/v1/audio/speech`, `/v1/audio/translations`, `/v1/moderations`, `/v1/files`, `/v1/systemone` and `/v1/messages/batches` answer 404.",
      ["handler"],
    ),
    "authorization-ignored": should(
      "Any value of `Authorization` or `x-api-key`, or none, gives the same answer on a server without accounts of its own.",
      ["handler", "client:openai-sdk", "client:anthropic-sdk", "client:ollama-cli"],
    ),
    "query-ignored": should(
      "A query string such as `?beta=true` does not change the answer.",
      ["handler", "client:anthropic-sdk"],
      { operations: ["openaiChatCompletions", "anthropicMessages"] },
    ),
    "protocol-headers-ignored": should(
      "Headers such as `anthropic-version`, `anthropic-beta`, `OpenAI-Organization` and `x-stainless-*` do not change the answer, whatever their value.",
      ["handler", "client:openai-sdk", "client:anthropic-sdk"],
      { operations: ["openaiChatCompletions", "anthropicMessages"] },
    ),
    "preflight-authorization": should(
      "A preflight from an allowed origin that asks for `Authorization` and `Content-Type` is granted both.",
      ["handler", "client:openai-sdk"],
      { operations: ["openaiChatCompletions"] },
    ),
    "preflight-stainless": should(
      "A preflight from an allowed origin that asks for `x-stainless-lang`, `-arch`, `-os`, `-runtime`, `-runtime-version`, `-package-version`, `-retry-count` and `-timeout` is granted them.",
      ["handler", "client:openai-sdk"],
      { operations: ["openaiChatCompletions"], introducedIn: "0.5.12" },
    ),
    "preflight-anthropic": may(
      "A preflight that asks for `x-api-key` or `anthropic-version` may be granted or refused.",
      ["handler"],
      { operations: ["anthropicMessages"] },
    ),
  },
);
