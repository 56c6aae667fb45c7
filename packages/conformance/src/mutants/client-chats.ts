import { isRecord } from "../check/expect.ts";
import { failure, json, text } from "../fake/answer.ts";
import { mapElements, mapField, mapObjects, without } from "./changes.ts";
import {
  type Fields,
  fieldsOf,
  ignoring,
  onErrors,
  onFields,
  onFrames,
  onList,
  onMessages,
  refusing,
} from "./inference.ts";
import type { Mutant } from "./mutant.ts";

const onCalls = (change: (called: Fields) => unknown) =>
  onMessages((message) => mapElements(message, "tool_calls", (call) => mapField(call, "function", change)));

const optionsOf = (fields: Fields): Fields => (isRecord(fields.options) ? fields.options : {});

/** Mutants of clients' chats and embeddings. */
export const clientChats: readonly Mutant[] = [
  {
    id: "client-arguments-as-text",
    bug: "A tool call's `arguments` is JSON in a text, as in OpenAI's protocol.",
    seenIn: "ollama/ollama-python#484",
    killedBy: [
      "client-zed.tool-call-shape",
      "client-home-assistant.tool-arguments-object",
      "client-langchain.tool-arguments-object",
      "client-llamaindex.tool-arguments-object",
      "client-ollama-python.arguments-mapping",
    ],
    answer: onCalls((called) => ({ ...called, arguments: JSON.stringify(called.arguments) })),
  },
  {
    id: "client-tool-history-refused",
    bug: "Tool calls in the history must have arguments as text, as the backend wants them.",
    seenIn: "lemonade-sdk/lemonade#1428",
    killedBy: ["client-home-assistant.tool-roundtrip"],
    answer: refusing(
      ({ messages }) => Array.isArray(messages) && messages.some((m) => isRecord(m) && m.role === "tool"),
    ),
  },
  {
    id: "client-num-ctx-whole-only",
    bug: "`num_ctx` `8192.0` is refused, for it is no integer.",
    seenIn: "mudler/LocalAI#9837",
    killedBy: ["client-home-assistant.num-ctx-float"],
    answer: (answer, request) =>
      /"num_ctx":\s*\d+\.0/.test(new TextDecoder().decode(request.bytes)) ? failure(400, "invalid number") : answer,
  },
  {
    id: "client-num-ctx-too-large",
    bug: "A context longer than the model was trained for is refused.",
    killedBy: ["client-cline.num-ctx"],
    answer: refusing((fields) => Number(optionsOf(fields).num_ctx) > 8192, "context too long"),
  },
  {
    id: "client-format-empty-refused",
    bug: '`format` `""` is refused.',
    seenIn: "ollama/ollama#8126",
    killedBy: ["client-home-assistant.format-empty", "client-llamaindex.format-empty", "client-llamaindex.options"],
    answer: refusing(({ format }) => format === "", 'invalid format: ""'),
  },
  {
    id: "client-format-empty-is-json",
    bug: '`format` `""` is taken for a wish for JSON.',
    killedBy: ["client-llamaindex.format-empty"],
    request: onFields((fields) => (fields.format === "" ? { ...fields, format: "json" } : fields)),
  },
  {
    id: "client-keep-alive-numbers-only",
    bug: "`keep_alive` may be a number and not a duration.",
    killedBy: ["client-home-assistant.keep-alive-seconds", "client-llamaindex.options"],
    answer: refusing(({ keep_alive: kept }) => typeof kept === "string", "keep_alive must be a number"),
  },
  {
    id: "client-keep-alive-texts-only",
    bug: "`keep_alive` may be a duration and not a number.",
    seenIn: "FlowiseAI/Flowise#3576",
    killedBy: ["client-zed.keep-alive-minus-one", "client-home-assistant.keep-alive-minus-one"],
    answer: refusing(({ keep_alive: kept }) => typeof kept === "number", "keep_alive must be a string"),
  },
  {
    id: "client-think-null-refused",
    bug: "`think` null counts as a wish to think.",
    killedBy: ["client-zed.think-null"],
    answer: refusing((fields) => "think" in fields && fields.think === null, "model does not support thinking"),
  },
  {
    id: "client-think-false-refused",
    bug: "Any `think` is refused for models that cannot think.",
    killedBy: ["client-home-assistant.think-false"],
    answer: refusing(
      ({ think, model }) => think === false && model === "fake-plain:latest",
      "does not support thinking",
    ),
  },
  {
    id: "client-tools-empty-refused",
    bug: "An empty list of tools is refused for models without tools.",
    killedBy: ["client-zed.tools-empty"],
    answer: refusing(
      ({ tools, model }) => Array.isArray(tools) && model === "fake-plain:latest",
      "does not support tools",
    ),
  },
  {
    id: "client-nulls-refused",
    bug: "Null in place of a field that is not given is refused.",
    killedBy: ["client-langchain.nulls"],
    answer: refusing(({ options }) => options === null, "options must be an object"),
  },
  {
    id: "client-unknown-options-refused",
    bug: "Options that the server does not know are refused.",
    killedBy: ["client-anythingllm.unknown-options"],
    answer: refusing((fields) => "useMLock" in optionsOf(fields), "unknown option"),
  },
  {
    id: "client-images-empty-refused",
    bug: "An empty list of images is refused.",
    seenIn: "ruecat/ollama-telegram#35",
    killedBy: ["client-ollama-telegram.images-empty"],
    answer: refusing(({ messages }) => Array.isArray(messages) && messages.some((m) => isRecord(m) && "images" in m)),
  },
  {
    id: "client-stream-event-stream",
    bug: "A streamed chat has the `Content-Type` `text/event-stream`.",
    seenIn: "open-webui/open-webui#4915",
    killedBy: ["client-open-webui.stream-content-type"],
    answer: (answer, { operation }) =>
      operation === "chat" && answer.body.kind === "ndjson"
        ? { ...answer, headers: { ...answer.headers, "content-type": "text/event-stream" } }
        : answer,
  },
  {
    id: "client-created-at-epoch",
    bug: "`created_at` is seconds since 1970 with a `Z` behind.",
    seenIn: "paiml/aprender#2371",
    killedBy: ["client-ollama-go.created-at", "client-ai-sdk.created-at", "client-ollama-cli.times-parse"],
    answer: onFrames((frame) => ({ ...frame, created_at: "1786293998.000000000Z" })),
  },
  {
    id: "client-created-at-number",
    bug: "`created_at` is a number.",
    seenIn: "mattt/olleh#7",
    killedBy: ["client-ollama-go.created-at", "client-zed.frame-fields", "client-ai-sdk.created-at"],
    answer: onFrames((frame) => ({ ...frame, created_at: 772_720_634.279_589 })),
  },
  {
    id: "client-content-null",
    bug: "`content` is null where a chunk has none.",
    seenIn: "BerriAI/litellm#7094",
    killedBy: [
      "client-litellm.chunk-content",
      "client-ollama-python.content-not-null",
      "client-zed.frame-content",
      "client-cline.content-is-text",
      "client-continue.stream-has-content",
      "client-ai-sdk.message",
    ],
    answer: onMessages((message, { last }) => (last ? { ...message, content: null } : message)),
  },
  {
    id: "client-content-null-in-one",
    bug: "`content` of an answer in one piece is null.",
    killedBy: ["client-llamaindex.content"],
    answer: onMessages((message, { streamed }) => (streamed ? message : { ...message, content: null })),
  },
  {
    id: "client-role-first-only",
    bug: "Only the first chunk has a `role`, as in OpenAI's protocol.",
    killedBy: ["client-zed.frame-role", "client-ai-sdk.message"],
    answer: onMessages((message, { index }) => (index === 0 ? message : without(message, "role"))),
  },
  {
    id: "client-last-without-message",
    bug: "The last frame has no `message`.",
    killedBy: ["client-langchain.chat-stream", "client-zed.frame-fields", "client-ai-sdk.message"],
    answer: onFrames((frame, { last }) => (last ? without(frame, "message") : frame)),
  },
  {
    id: "client-never-done",
    bug: "A stream ends with `done_reason` and no `done` true.",
    seenIn: "ollama/ollama-vscode#58",
    killedBy: [
      "client-ollama-js.ends-with-done",
      "client-ollama-vscode.terminal-frame",
      "client-ollama-cli.chat-stream",
      "client-home-assistant.done",
    ],
    answer: onFrames((frame) => ({ ...frame, done: false })),
  },
  {
    id: "client-done-missing",
    bug: "`done` is left out of chunks but the last.",
    killedBy: ["client-home-assistant.done", "client-zed.frame-fields"],
    answer: onFrames((frame, { last }) => (last ? frame : without(frame, "done"))),
  },
  {
    id: "client-stream-cut",
    bug: "The connection ends before the last frame.",
    killedBy: ["client-ollama-js.ends-with-done", "client-ollama-cli.chat-stream"],
    answer: onList((frames) => frames.slice(0, -1)),
  },
  {
    id: "client-stream-not-json",
    bug: "The stream is server-sent events.",
    seenIn: "0xPlaygrounds/rig#825",
    killedBy: ["client-ollama-js.lines"],
    answer: (answer, { operation }) =>
      operation === "chat" && answer.body.kind === "ndjson"
        ? { ...answer, body: { kind: "sse", events: answer.body.frames.map((data) => ({ data })) } }
        : answer,
  },
  {
    id: "client-counts-missing",
    bug: "The last frame counts no tokens.",
    seenIn: "lgrammel/modelfusion#235",
    killedBy: ["client-ai-sdk.token-counts", "client-cline.token-counts", "client-anythingllm.token-counts"],
    answer: onFrames((frame) => without(frame, "prompt_eval_count", "eval_count")),
  },
  {
    id: "client-durations-missing",
    bug: "The last frame has no durations.",
    seenIn: "sgomez/ollama-ai-provider#38",
    killedBy: ["client-ai-sdk.durations"],
    answer: onFrames((frame) => without(frame, "total_duration", "eval_duration")),
  },
  {
    id: "client-durations-fraction",
    bug: "Durations are seconds with a fraction.",
    killedBy: ["client-ollama-go.durations-whole"],
    answer: onFrames((frame, { last }) => (last ? { ...frame, total_duration: 0.003, eval_duration: 0.0004 } : frame)),
  },
  {
    id: "client-error-in-detail",
    bug: "The text of an error stands under `detail`.",
    seenIn: "open-webui/open-webui#11906",
    killedBy: ["client-open-webui.error-key", "client-continue.error-key"],
    answer: onErrors((detail, { status }) => json(status, { detail })),
  },
  {
    id: "client-error-plain-text",
    bug: "Errors are plain text.",
    killedBy: ["client-ollama-js.error-content-type", "client-open-webui.error-key"],
    answer: onErrors((error, { status }) => text(status, error)),
  },
  {
    id: "client-error-code-only",
    bug: "The text of an error is a code.",
    killedBy: ["client-ollama-cli.error-text"],
    answer: onErrors((_, { status }) => failure(status, "E404")),
  },
  {
    id: "client-accept-refused",
    bug: "A stream is refused with 406 to those who accept JSON.",
    killedBy: ["client-ollama-js.accept-json"],
    answer: (answer, { headers, operation }) =>
      operation === "chat" && headers.accept === "application/json" ? failure(406, "not acceptable") : answer,
  },
  {
    id: "client-load-generates",
    bug: "A request to load a model generates a text.",
    killedBy: ["client-ollama-cli.load"],
    answer: onFrames((frame) => (frame.done_reason === "load" ? { ...frame, done_reason: "stop" } : frame)),
  },
  {
    id: "client-unload-ignored",
    bug: "No prompt and `keep_alive` 0 does not unload the model.",
    seenIn: "lemonade-sdk/lemonade#1130",
    killedBy: ["client-open-webui.unload"],
    request: ignoring("keep_alive"),
  },
  {
    id: "client-names-unusable",
    bug: "Names of the list are refused with their tag.",
    killedBy: ["client-open-webui.names-usable"],
    answer: refusing(({ model }) => String(model).endsWith(":latest"), "model not found"),
  },
  {
    id: "client-context-missing",
    bug: "`/api/generate` answers without `context`.",
    seenIn: "stavsap/comfyui-ollama#94",
    killedBy: ["client-comfyui.context"],
    answer: onFrames((frame) => without(frame, "context")),
  },
  {
    id: "client-context-refused",
    bug: "`context` is refused as an unknown field.",
    killedBy: ["client-comfyui.context-accepted"],
    answer: refusing((fields) => "context" in fields, "unknown field"),
  },
  {
    id: "client-suffix-refused",
    bug: "`suffix` is refused unless `raw` is set.",
    killedBy: ["client-continue.generate-suffix"],
    answer: refusing(({ suffix, raw }) => Boolean(suffix) && raw !== true, "suffix needs raw mode"),
  },
  {
    id: "client-embeddings-flat",
    bug: "`embeddings` is one vector instead of a list of them.",
    seenIn: "QuantumNous/new-api#1319",
    killedBy: ["client-langchain.embed-list", "client-continue.embeddings-not-empty"],
    answer: onEmbeddings((vectors) => vectors[0] ?? []),
  },
  {
    id: "client-embeddings-reversed",
    bug: "Vectors come in another order than their texts.",
    killedBy: ["client-langchain.embed-list"],
    answer: onEmbeddings((vectors) => vectors.toReversed()),
  },
  {
    id: "client-delete-by-query",
    bug: "DELETE takes the model's name from the query and reads no body.",
    killedBy: ["client-ollama-cli.delete-with-body", "client-ollama-js.name-key"],
    answer: (answer, { operation }) => (operation === "delete" ? failure(400, "model is required") : answer),
  },
  {
    id: "client-delete-not-by-name",
    bug: "DELETE takes `model` and refuses `name`.",
    killedBy: ["client-ollama-js.name-key"],
    answer: (answer, request) =>
      request.operation === "delete" && fieldsOf(request).model === undefined
        ? failure(400, "model is required")
        : answer,
  },
];

function onEmbeddings(change: (vectors: readonly unknown[]) => unknown): NonNullable<Mutant["answer"]> {
  return (answer, { operation }) =>
    operation === "embed"
      ? mapObjects(answer, (body) =>
          Array.isArray(body.embeddings) ? { ...body, embeddings: change(body.embeddings) } : body,
        )
      : answer;
}
