import { chapter, may, must, should } from "./chapter.ts";

/** OpenAI's SDKs. */
export const clientOpenaiSdk = chapter(
  {
    id: "client-openai-sdk",
    title: "OpenAI's SDKs",
    about: "What the openai packages ask of a server beyond the shapes of its answers.",
    operations: ["openaiChatCompletions", "openaiEmbeddings", "openaiResponses", "openaiModel", "openaiModels"],
    presence: true,
  },
  {
    "base-url": must("All routes are reached from the base URL `http://<host>/v1`.", ["client:openai-sdk"]),
    bearer: must("`Authorization: Bearer <any text>` is accepted.", ["client:openai-sdk"]),
    "stainless-headers": must("Headers `x-stainless-*` are accepted.", ["client:openai-sdk"]),
    "default-embeddings": must(
      "An embeddings request as the package sends it by default, with `encoding_format` `base64`, decodes to as many numbers as the float form has.",
      ["client:openai-sdk"],
      { operations: ["openaiEmbeddings"], introducedIn: "0.12.7" },
    ),
    "error-class": must(
      "An unknown model gives the package's NotFoundError, a bad request its BadRequestError: the status says which.",
      ["client:openai-sdk"],
      { operations: ["openaiChatCompletions"] },
    ),
    "stream-helper-chat": must(
      "The package's `.stream()` helper reads a streamed chat to its end without an error.",
      ["client:openai-sdk"],
      { operations: ["openaiChatCompletions"] },
    ),
    "tool-loop": must(
      "A loop that runs the called tools and sends the package's own message objects back, null fields included, is answered.",
      ["client:openai-sdk"],
      { operations: ["openaiChatCompletions"] },
    ),
    "structured-output": must(
      "The package's parse helper with a schema gets text that fits it, if the answer was not cut.",
      ["client:openai-sdk"],
      { operations: ["openaiChatCompletions"], introducedIn: "0.5.0" },
    ),
    "list-iterates": must("`models.list()` yields the models.", ["client:openai-sdk"], {
      operations: ["openaiModels"],
    }),
    "retrieve-with-tag": should(
      '`models.retrieve("m:latest")`, whose path keeps the colon, answers the model.',
      ["client:openai-sdk"],
      { operations: ["openaiModel"] },
    ),
    "stream-helper-responses": should(
      "The package's `responses.stream()` helper reads a stream without reasoning to its end without an error.",
      ["client:openai-sdk"],
      { operations: ["openaiResponses"] },
    ),
    "stream-helper-responses-reasoning": may(
      "The package's `responses.stream()` helper reads a stream with reasoning too; with Ollama's own events it throws.",
      ["client:openai-sdk"],
      { operations: ["openaiResponses"] },
    ),
    "retry-statuses": should(
      "A request that will fail again the same way is not answered with 408, 409, 429 or 500 and above, which the package asks three times.",
      ["client:openai-sdk"],
      { operations: ["openaiChatCompletions"] },
    ),
  },
);

/** Anthropic's SDKs. */
export const clientAnthropicSdk = chapter(
  {
    id: "client-anthropic-sdk",
    title: "Anthropic's SDKs",
    about: "What the Anthropic packages ask of a server beyond the shapes of its answers.",
    operations: ["anthropicMessages"],
    presence: true,
  },
  {
    "base-url": must("`/v1/messages` is reached from the base URL `http://<host>`.", ["client:anthropic-sdk"]),
    "api-key": must("`x-api-key` and `Authorization: Bearer` with any text are both accepted.", [
      "client:anthropic-sdk",
    ]),
    "version-header": must("Any `anthropic-version`, and none, is accepted.", ["client:anthropic-sdk"]),
    "beta-query": should("`/v1/messages?beta=true` is answered as `/v1/messages`.", ["client:anthropic-sdk"]),
    "error-class": must(
      "An unknown model gives the package's NotFoundError, a bad request its BadRequestError: the status says which.",
      ["client:anthropic-sdk"],
    ),
    "stream-helper": must(
      "The package's `.stream()` helper reads a stream to its end and gives the final message with its blocks.",
      ["client:anthropic-sdk"],
    ),
    "tool-loop": must("A loop that sends the answered blocks back with `tool_result` blocks is answered.", [
      "client:anthropic-sdk",
    ]),
    "models-list": should(
      "`models.list()` of the package, which asks GET `/v1/models`, yields one page.",
      ["client:anthropic-sdk"],
      { operations: ["openaiModels"] },
    ),
  },
);

/** LiteLLM. */
export const clientLitellm = chapter(
  {
    id: "client-litellm",
    title: "LiteLLM",
    about: "What LiteLLM asks of a server.",
    operations: ["chat"],
    presence: true,
  },
  {
    "chunk-content": must("`message.content` of a chunk is a string or absent, never null, as LiteLLM joins them.", [
      "client:litellm",
    ]),
  },
);

/** Claude Code. */
export const clientClaudeCode = chapter(
  {
    id: "client-claude-code",
    title: "Claude Code",
    about: "What Claude Code asks of a server.",
    operations: ["anthropicMessages"],
    presence: true,
  },
  {
    "system-blocks": must("A request whose `system` is a list of text blocks with `cache_control` answers 200.", [
      "client:claude-code",
    ]),
    "tools-many": must("A request with twenty tools with nested schemas answers 200 for a model with tools.", [
      "client:claude-code",
    ]),
    "thinking-any-model": must("A request with `thinking` answers 200 for every model that can chat.", [
      "client:claude-code",
    ]),
    metadata: must("A request with `metadata`, `anthropic-beta` and `?beta=true` answers 200.", ["client:claude-code"]),
  },
);

/** Codex CLI. */
export const clientCodex = chapter(
  {
    id: "client-codex",
    title: "Codex CLI",
    about: "What the Codex CLI asks of a server.",
    operations: ["openaiResponses"],
    presence: true,
  },
  {
    stream: must(
      "A streamed response with `instructions`, `input` as items, `store` false and `include` answers a stream that ends with `response.completed`.",
      ["client:codex"],
    ),
    "tool-items": must("Items `function_call` and `function_call_output` of earlier turns are accepted.", [
      "client:codex",
    ]),
    "reasoning-items": must("Items `reasoning` of earlier turns are accepted.", ["client:codex"]),
    zstd: should("A body compressed with zstd, as marked by `Content-Encoding`, is read.", ["client:codex"], {
      introducedIn: "0.16.3",
    }),
  },
);
