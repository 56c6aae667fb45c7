import { isRecord } from "../check/expect.ts";
import { failure, json, text } from "../fake/answer.ts";
import { serialize } from "../fake/serialize.ts";
import type { Mutant } from "./mutant.ts";
import {
  answers,
  bodies,
  bodyOf,
  events,
  openaiGenerating,
  refusals,
  refusing,
  requests,
  v1Posting,
} from "./protocols.ts";

const streaming = [...openaiGenerating, "anthropicMessages"] as const;

/** Mutants of what all protocols under /v1 share. */
export const v1: readonly Mutant[] = [
  {
    id: "v1-not-cohosted",
    bug: "`/v1/chat/completions` is answered 405 on the address that serves `/api`.",
    seenIn: "exo-explore/exo#2091",
    killedBy: ["v1-routes.same-base-url", "v1-routes.one-prefix"],
    answer: answers("openaiChatCompletions", () => text(405, "405 method not allowed", { allow: "GET" })),
  },
  {
    id: "v1-unknown-path-200",
    bug: "An unknown path under `/v1` is answered 200 with an error text.",
    seenIn: "lmstudio-ai/lmstudio-bug-tracker#1724",
    killedBy: ["v1-routes.unknown-path-404"],
    answer: (answer, { url, operation }) =>
      operation === undefined && url.startsWith("/v1") && answer.status === 404
        ? json(200, { error: `Unexpected endpoint or method. (${url})` })
        : answer,
  },
  {
    id: "v1-slash-redirect-301",
    bug: "POST with a trailing slash is redirected with 301, and clients go on with GET.",
    killedBy: ["v1-routes.trailing-slash-post-keeps-method"],
    answer: (answer, { url }) => (answer.status === 307 && url.startsWith("/v1") ? { ...answer, status: 301 } : answer),
  },
  {
    id: "v1-key-required",
    bug: "A request with a key that the server does not know is refused.",
    killedBy: ["v1-routes.authorization-ignored"],
    answer: answers(v1Posting, (answer, { headers }) =>
      headers.authorization === undefined
        ? answer
        : json(401, { error: { message: "invalid key", type: "api_error" } }),
    ),
  },
  {
    id: "v1-anthropic-version-checked",
    bug: "An `anthropic-version` that the server does not know is refused.",
    killedBy: ["v1-routes.protocol-headers-ignored"],
    answer: answers("anthropicMessages", (answer, { headers }) =>
      headers["anthropic-version"] === undefined
        ? answer
        : json(400, { type: "error", error: { type: "invalid_request_error", message: "unknown version" } }),
    ),
  },
  {
    id: "v1-unknown-keys-refused",
    bug: "A key that the operation does not know is refused.",
    killedBy: ["v1-decoding.unknown-keys-ignored"],
    answer: refusing(v1Posting, (body) => Object.keys(body).some((key) => key.startsWith("x_"))),
  },
  {
    id: "v1-null-refused",
    bug: "A field with the value null is refused for its type.",
    killedBy: ["v1-decoding.null-is-absent"],
    answer: refusing(v1Posting, (body) => body.stream === null || body.dimensions === null),
  },
  {
    id: "v1-content-type-required",
    bug: "A body without `Content-Type: application/json` is not read.",
    killedBy: ["v1-decoding.content-type-ignored"],
    answer: answers(v1Posting, (answer, { headers }) =>
      headers["content-type"]?.startsWith("application/json") ? answer : text(415, "Unsupported Media Type"),
    ),
  },
  {
    id: "v1-bad-json-500",
    bug: "A body that is not JSON makes the handler throw.",
    killedBy: ["v1-decoding.syntax-error-400", "v1-decoding.truncated-body-400", "v1-decoding.empty-body-400"],
    answer: answers(v1Posting, (answer, request) =>
      bodyOf(request) === undefined ? text(500, "Internal Server Error") : answer,
    ),
  },
  {
    id: "v1-body-limit",
    bug: "Bodies above a megabyte are refused.",
    killedBy: ["v1-decoding.large-body"],
    answer: answers(v1Posting, (answer, { bytes }) =>
      bytes.length > 1 << 20 ? text(413, "Payload Too Large") : answer,
    ),
  },
  {
    id: "v1-escapes-not-decoded",
    bug: "Surrogate escapes of the body become question marks.",
    killedBy: ["v1-decoding.unicode"],
    request: (request) => {
      if (request.operation !== "openaiChatCompletions") return request;
      const body = new TextDecoder().decode(request.bytes).replace(/\\u[0-9a-f]{4}/gi, "?");
      return { ...request, bytes: new TextEncoder().encode(body) };
    },
  },
  {
    id: "v1-json-as-text",
    bug: "JSON is sent as `text/plain`, so that the openai package returns a string.",
    killedBy: ["v1-headers.json-content-type"],
    answer: answers(v1Posting, (answer) =>
      answer.body.kind === "json" && answer.status === 200
        ? { ...answer, headers: { ...answer.headers, "content-type": "text/plain" } }
        : answer,
    ),
  },
  {
    id: "v1-stream-as-ndjson",
    bug: "A stream is sent as lines of JSON, as natively.",
    killedBy: ["v1-headers.stream-true-streams", "v1-headers.stream-content-type"],
    answer: answers(streaming, (answer) =>
      answer.body.kind === "sse"
        ? {
            ...answer,
            body: {
              kind: "ndjson",
              frames: answer.body.events.map(({ data }) => data).filter((data) => isRecord(data)),
            },
          }
        : answer,
    ),
  },
  {
    id: "v1-streams-by-default",
    bug: "Without `stream` the answer streams, as natively.",
    killedBy: ["v1-headers.stream-absent-is-one-json"],
    request: requests(streaming, (body) => ({ stream: true, ...body })),
  },
  {
    id: "v1-stream-ignored",
    bug: "`stream` true is answered with one JSON object.",
    seenIn: "paiml/aprender#2396",
    killedBy: ["v1-headers.stream-true-streams"],
    request: requests(streaming, (body) => ({ ...body, stream: false })),
  },
  {
    id: "v1-stream-at-once",
    bug: "The events of a stream are kept back until the answer is whole.",
    killedBy: ["v1-headers.stream-is-incremental"],
    answer: answers(streaming, (answer) => {
      if (answer.body.kind !== "sse") return answer;
      const { headers, parts } = serialize(answer);
      const body = { kind: "raw", parts: ["", parts.join("")], pace: 30 * (answer.body.pace ?? 0) } as const;
      return { ...answer, headers: { ...headers, ...answer.headers }, body };
    }),
  },
  {
    id: "v1-last-event-unended",
    bug: "The last event of a stream does not end with a blank line, and clients lose it.",
    killedBy: ["v1-headers.events-end-with-blank-line"],
    answer: answers(streaming, (answer) => {
      if (answer.body.kind !== "sse") return answer;
      const parts = answer.body.events.map(({ event, data }, i, all) => {
        const line = event === undefined ? "" : `event: ${event}\n`;
        const end = i === all.length - 1 ? "\n" : "\n\n";
        return `${line}data: ${typeof data === "string" ? data : JSON.stringify(data)}${end}`;
      });
      const headers = { ...answer.headers, "content-type": "text/event-stream" };
      return { ...answer, headers, body: { kind: "raw", parts } };
    }),
  },
  {
    id: "v1-native-errors",
    bug: "Errors under `/v1` have the native form, a text under `error`.",
    killedBy: ["openai-errors.envelope", "anthropic-errors.envelope"],
    answer: answers(v1Posting, (answer) =>
      answer.status >= 400 && answer.body.kind === "json" && isRecord(answer.body.value)
        ? failure(answer.status, messageOf(answer.body.value.error))
        : answer,
    ),
  },
  {
    id: "v1-errors-with-200",
    bug: "A refusal is answered with status 200.",
    seenIn: "lemonade-sdk/lemonade#1551",
    killedBy: ["openai-errors.status-not-200", "anthropic-errors.status-not-200"],
    answer: answers(v1Posting, (answer) => ({ ...answer, status: 200 })),
  },
  {
    id: "v1-errors-streamed",
    bug: "A request to stream is answered with a stream even if the model is not there.",
    killedBy: ["openai-errors.streamed-request-error-is-json", "anthropic-errors.status-not-200"],
    answer: answers(streaming, (answer, request) =>
      answer.status >= 400 && answer.body.kind === "json" && bodyOf(request)?.stream === true
        ? { ...answer, status: 200, body: { kind: "sse", events: [{ event: "error", data: answer.body.value }] } }
        : answer,
    ),
  },
  {
    id: "openai-error-type-by-words",
    bug: "`error.type` is always `server_error`.",
    killedBy: ["openai-errors.type-400", "openai-errors.type-404", "openai-errors.type-other"],
    answer: refusals([...openaiGenerating, "openaiEmbeddings"], (body) =>
      isRecord(body.error) ? { error: { ...body.error, type: "server_error" } } : body,
    ),
  },
  {
    id: "openai-error-without-code",
    bug: "`error` lacks `param` and `code`.",
    killedBy: ["openai-errors.param-present", "openai-errors.code-present"],
    answer: refusals([...openaiGenerating, "openaiEmbeddings"], (body) =>
      isRecord(body.error) ? { error: { message: body.error.message, type: body.error.type } } : body,
    ),
  },
  {
    id: "v1-model-missing-400",
    bug: "A model that is not installed is answered 400.",
    killedBy: ["openai-errors.model-missing-404", "anthropic-errors.model-missing-404"],
    answer: answers(v1Posting, (answer) => (answer.status === 404 ? { ...answer, status: 400 } : answer)),
  },
  {
    id: "v1-tools-dropped-silently",
    bug: "Tools for a model that can't call any are left out without a word.",
    killedBy: ["openai-errors.tools-unsupported-400", "anthropic-errors.tools-unsupported-400"],
    request: requests(v1Posting, (body) => (body.model === "fake-plain:latest" ? { ...body, tools: undefined } : body)),
  },
  {
    id: "v1-model-name-completed",
    bug: "`model` of an answer is the whole name with its tag, whatever the request said.",
    killedBy: [
      "openai-chat-response.model-echo",
      "openai-chat-stream.model-echo",
      "openai-completions.model-echo",
      "openai-embeddings.model-echo",
      "openai-responses.model-echo",
      "anthropic-messages.model-echo",
    ],
    answer: bodies(v1Posting, (body) =>
      "model" in body ? { ...body, model: `${String(body.model).split(":")[0]}:latest` } : body,
    ),
  },
  {
    id: "v1-max-tokens-ignored",
    bug: "The limit of tokens is ignored.",
    killedBy: [
      "openai-chat.max-tokens",
      "openai-completions.max-tokens",
      "openai-responses-request.max-output-tokens",
      "anthropic-request.max-tokens",
    ],
    request: requests(v1Posting, (body) => ({
      ...body,
      ...("max_tokens" in body && Number(body.max_tokens) > 0 ? { max_tokens: 500 } : {}),
      ...("max_output_tokens" in body ? { max_output_tokens: 500 } : {}),
    })),
  },
  {
    id: "v1-stop-ignored",
    bug: "Stop texts are ignored.",
    killedBy: [
      "openai-chat.stop-string",
      "openai-chat.stop-list",
      "openai-completions.stop-string",
      "anthropic-request.stop-sequences",
    ],
    request: requests(v1Posting, (body) => ({ ...body, stop: undefined, stop_sequences: undefined })),
  },
  {
    id: "v1-stream-drops-a-token",
    bug: "The second piece of a streamed text is lost.",
    killedBy: [
      "openai-chat-stream.joins-to-unstreamed",
      "openai-completions-stream.joins-to-unstreamed",
      "openai-responses-stream.joins-to-unstreamed",
      "anthropic-stream.joins-to-unstreamed",
    ],
    answer: events(streaming, (all) => {
      const lost = all.filter(({ data }) => saysSomething(data))[1];
      return all.filter((each) => each !== lost);
    }),
  },
];

/** Whether the data of an event has a piece of the answer's text. */
function saysSomething(data: unknown): boolean {
  if (!isRecord(data)) return false;
  if (data.type === "response.output_text.delta") return true;
  if (data.type === "content_block_delta") return isRecord(data.delta) && data.delta.type === "text_delta";
  const [choice] = Array.isArray(data.choices) ? data.choices : [];
  if (!isRecord(choice)) return false;
  return Boolean(choice.text) || (isRecord(choice.delta) && Boolean(choice.delta.content));
}

function messageOf(error: unknown): string {
  return isRecord(error) ? String(error.message) : String(error);
}
