import type { OperationId } from "@cria/spec";
import { isRecord } from "../check/expect.ts";
import { type FakeAnswer, type FakeEvent, failure, json, text } from "../fake/answer.ts";
import type { FakeRequest } from "../fake/request.ts";
import { mapElements, mapField, mapObjects, without } from "./changes.ts";
import { type Fields, fieldsOf } from "./inference.ts";
import type { Mutant } from "./mutant.ts";

type Change = NonNullable<Mutant["answer"]>;

const instead =
  (operation: OperationId, other: (answer: FakeAnswer, request: FakeRequest) => FakeAnswer): Change =>
  (answer, request) =>
    request.operation === operation ? other(answer, request) : answer;

/** Changes the events of an operation's stream. */
const onEvents = (operation: OperationId, change: (events: readonly FakeEvent[]) => readonly FakeEvent[]) =>
  instead(operation, (answer) =>
    answer.body.kind === "sse" ? { ...answer, body: { ...answer.body, events: change(answer.body.events) } } : answer,
  );

/** Changes the JSON of an operation's answer or of each event. */
const onBodies = (operation: OperationId, change: (body: Fields) => unknown) =>
  instead(operation, (answer) => (answer.status === 200 ? mapObjects(answer, change) : answer));

const refusing = (operation: OperationId, refused: (fields: Fields, request: FakeRequest) => boolean) =>
  instead(operation, (answer, request) =>
    refused(fieldsOf(request), request)
      ? json(400, { error: { message: "bad request", type: "invalid_request_error" } })
      : answer,
  );

const some = (list: unknown, holds: (item: Fields) => boolean) =>
  Array.isArray(list) && list.some((item) => isRecord(item) && holds(item));

/** Mutants of what SDKs and agents rely on below `/v1`. */
export const clientSdks: readonly Mutant[] = [
  {
    id: "client-v1-elsewhere",
    bug: "`/v1/chat/completions` is not on the same port as `/api`.",
    seenIn: "exo-explore/exo#2091",
    killedBy: ["client-copilot.chat-on-v1", "client-openai-sdk.base-url"],
    answer: instead("openaiChatCompletions", () => text(405, "405 method not allowed")),
  },
  {
    id: "client-v1-never-ends",
    bug: "A streamed chat does not end with `[DONE]`.",
    killedBy: ["client-copilot.chat-on-v1"],
    answer: onEvents("openaiChatCompletions", (events) => events.filter(({ data }) => data !== "[DONE]")),
  },
  {
    id: "client-v1-calls-without-index",
    bug: "Tool calls of chunks have no `index`.",
    seenIn: "1rgs/claude-code-proxy#65",
    killedBy: ["client-openai-sdk.tool-loop"],
    answer: onBodies("openaiChatCompletions", (body) =>
      mapElements(body, "choices", (choice) =>
        mapField(choice, "delta", (delta) => mapElements(delta, "tool_calls", (call) => without(call, "index"))),
      ),
    ),
  },
  {
    id: "client-v1-arguments-object",
    bug: "A tool call's `arguments` is an object, as in Ollama's own protocol.",
    seenIn: "ggml-org/llama.cpp#20198",
    killedBy: ["client-openai-sdk.tool-loop"],
    answer: onBodies("openaiChatCompletions", (body) =>
      mapElements(body, "choices", (choice) =>
        mapField(choice, "delta", (delta) =>
          mapElements(delta, "tool_calls", (call) =>
            mapField(call, "function", (called) => ({ ...called, arguments: { city: "Paris" } })),
          ),
        ),
      ),
    ),
  },
  {
    id: "client-v1-choices-null",
    bug: "The chunk with the usage has `choices` null.",
    killedBy: ["client-openai-sdk.stream-helper-chat"],
    answer: onEvents("openaiChatCompletions", (events) => {
      const usage = { data: { id: "x", object: "chat.completion.chunk", choices: null, usage: {} } };
      return [...events.slice(0, -1), usage, ...events.slice(-1)];
    }),
  },
  {
    id: "client-v1-no-finish-reason",
    bug: "No chunk has a `finish_reason`.",
    killedBy: ["client-openai-sdk.stream-helper-chat"],
    answer: onBodies("openaiChatCompletions", (body) =>
      mapElements(body, "choices", (choice) => ({ ...choice, finish_reason: null })),
    ),
  },
  {
    id: "client-v1-history-nulls-refused",
    bug: "`refusal` null in a message of the history is refused.",
    killedBy: ["client-openai-sdk.tool-loop"],
    answer: refusing("openaiChatCompletions", ({ messages }) => some(messages, (message) => "refusal" in message)),
  },
  {
    id: "client-v1-schema-ignored",
    bug: "`response_format` is ignored.",
    killedBy: ["client-openai-sdk.structured-output"],
    request: (request) => {
      const fields = fieldsOf(request);
      if (request.operation !== "openaiChatCompletions" || fields.response_format === undefined) return request;
      return { ...request, bytes: new TextEncoder().encode(JSON.stringify(without(fields, "response_format"))) };
    },
  },
  {
    id: "client-v1-base64-ignored",
    bug: "`encoding_format` `base64` is answered with numbers.",
    killedBy: ["client-openai-sdk.default-embeddings"],
    request: (request) => {
      if (request.operation !== "openaiEmbeddings") return request;
      const fields = without(fieldsOf(request), "encoding_format");
      return { ...request, bytes: new TextEncoder().encode(JSON.stringify(fields)) };
    },
  },
  {
    id: "client-v1-unknown-model-500",
    bug: "An unknown model gets 500.",
    killedBy: ["client-openai-sdk.error-class", "client-openai-sdk.retry-statuses"],
    answer: instead("openaiChatCompletions", (answer) => (answer.status === 404 ? { ...answer, status: 500 } : answer)),
  },
  {
    id: "client-v1-bad-request-422",
    bug: "A bad request gets 422, as many frameworks answer.",
    killedBy: ["client-openai-sdk.error-class"],
    answer: instead("openaiChatCompletions", (answer) => (answer.status === 400 ? { ...answer, status: 422 } : answer)),
  },
  {
    id: "client-v1-native-error",
    bug: "Errors below `/v1` have the form of those below `/api`.",
    killedBy: ["client-openai-sdk.base-url"],
    answer: instead("openaiChatCompletions", (answer) => (answer.status === 404 ? failure(404, "not found") : answer)),
  },
  {
    id: "client-v1-models-by-name",
    bug: "`/v1/models` has `name` where `id` belongs.",
    seenIn: "Nutlope/aicommits#329",
    killedBy: ["client-openai-sdk.list-iterates", "client-anthropic-sdk.models-list"],
    answer: onBodies("openaiModels", (body) => mapElements(body, "data", ({ id }) => ({ name: id, object: "model" }))),
  },
  {
    id: "client-v1-headers-refused",
    bug: "Headers that the server does not know are refused.",
    killedBy: ["client-openai-sdk.stainless-headers"],
    answer: (answer, { headers }) => ("x-stainless-lang" in headers ? failure(400, "unknown header") : answer),
  },
  {
    id: "client-v1-model-without-tag",
    bug: "`/v1/models/m:latest` is not found, for the colon is taken for something else.",
    killedBy: ["client-openai-sdk.retrieve-with-tag"],
    answer: instead("openaiModel", (answer, { url }) => (url.includes(":") ? { ...answer, status: 404 } : answer)),
  },
  {
    id: "client-responses-not-created",
    bug: "A streamed response begins with text, without `response.created`.",
    killedBy: ["client-openai-sdk.stream-helper-responses"],
    answer: onEvents("openaiResponses", (events) => events.filter(({ event }) => event !== "response.created")),
  },
  {
    id: "client-responses-not-completed",
    bug: "A streamed response ends without `response.completed`.",
    killedBy: ["client-codex.stream", "client-codex.tool-items", "client-codex.reasoning-items"],
    answer: onEvents("openaiResponses", (events) => events.slice(0, -1)),
  },
  {
    id: "client-responses-tool-items-refused",
    bug: "Items of the type `function_call_output` are refused.",
    killedBy: ["client-codex.tool-items"],
    answer: refusing("openaiResponses", ({ input }) => some(input, ({ type }) => type === "function_call_output")),
  },
  {
    id: "client-responses-reasoning-items-refused",
    bug: "Items of the type `reasoning` are refused.",
    killedBy: ["client-codex.reasoning-items"],
    answer: refusing("openaiResponses", ({ input }) => some(input, ({ type }) => type === "reasoning")),
  },
  {
    id: "client-zstd-not-read",
    bug: "A body in zstd is read as if it were text.",
    killedBy: ["client-codex.zstd"],
    request: (request) => ({
      ...request,
      headers: without(request.headers, "content-encoding") as Record<string, string>,
    }),
  },
  {
    id: "client-messages-elsewhere",
    bug: "`/v1/messages` answers 404 without a word.",
    killedBy: ["client-anthropic-sdk.base-url", "client-claude-code.metadata"],
    answer: instead("anthropicMessages", () => text(404, "404 page not found")),
  },
  {
    id: "client-messages-without-event-lines",
    bug: "Events have no `event:` line.",
    killedBy: ["client-anthropic-sdk.stream-helper"],
    answer: onEvents("anthropicMessages", (events) => events.map(({ data }) => ({ data }))),
  },
  {
    id: "client-messages-never-stop",
    bug: "A stream ends without `message_stop`.",
    killedBy: ["client-anthropic-sdk.stream-helper", "client-anthropic-sdk.tool-loop"],
    answer: onEvents("anthropicMessages", (events) => events.filter(({ event }) => event !== "message_stop")),
  },
  {
    id: "client-messages-blocks-from-one",
    bug: "Blocks are counted from 1.",
    killedBy: ["client-anthropic-sdk.stream-helper"],
    answer: onBodies("anthropicMessages", (body) =>
      typeof body.index === "number" ? { ...body, index: body.index + 1 } : body,
    ),
  },
  {
    id: "client-messages-version-required",
    bug: "A request without `anthropic-version` is refused.",
    killedBy: ["client-anthropic-sdk.version-header"],
    answer: refusing("anthropicMessages", (_, { headers }) => !("anthropic-version" in headers)),
  },
  {
    id: "client-messages-beta-refused",
    bug: "The query `beta=true` is taken for another path.",
    killedBy: ["client-anthropic-sdk.beta-query", "client-claude-code.metadata"],
    answer: instead("anthropicMessages", (answer, { url }) =>
      url.includes("?") ? text(404, "404 page not found") : answer,
    ),
  },
  {
    id: "client-messages-unknown-model-400",
    bug: "An unknown model gets 400.",
    killedBy: ["client-anthropic-sdk.error-class"],
    answer: instead("anthropicMessages", (answer) => (answer.status === 404 ? { ...answer, status: 400 } : answer)),
  },
  {
    id: "client-messages-tool-result-refused",
    bug: "Blocks of the type `tool_result` are refused.",
    killedBy: ["client-anthropic-sdk.tool-loop"],
    answer: refusing("anthropicMessages", ({ messages }) =>
      some(messages, ({ content }) => some(content, ({ type }) => type === "tool_result")),
    ),
  },
  {
    id: "client-messages-system-text-only",
    bug: "`system` may be a text and not a list of blocks.",
    killedBy: ["client-claude-code.system-blocks"],
    answer: refusing("anthropicMessages", ({ system }) => Array.isArray(system)),
  },
  {
    id: "client-messages-few-tools",
    bug: "More than sixteen tools are refused.",
    killedBy: ["client-claude-code.tools-many"],
    answer: refusing("anthropicMessages", ({ tools }) => Array.isArray(tools) && tools.length > 16),
  },
  {
    id: "client-messages-thinking-refused",
    bug: "`thinking` is refused for models that cannot think.",
    killedBy: ["client-claude-code.thinking-any-model"],
    answer: refusing(
      "anthropicMessages",
      ({ thinking, model }) => thinking !== undefined && model === "fake-plain:latest",
    ),
  },
];
