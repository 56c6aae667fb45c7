import { isRecord } from "../check/expect.ts";
import { mapField, without } from "./changes.ts";
import type { Mutant } from "./mutant.ts";
import { answers, bodies, choices, events, refusing, requests, toolCalls } from "./protocols.ts";

const chat = "openaiChatCompletions";

const isFinish = (data: unknown): boolean =>
  isRecord(data) &&
  Array.isArray(data.choices) &&
  data.choices.some((choice) => isRecord(choice) && choice.finish_reason);

/** Mutants of chat completions. */
export const openaiChat: readonly Mutant[] = [
  {
    id: "openai-tool-call-without-index",
    bug: "Tool calls of a stream have no `index`.",
    seenIn: "1rgs/claude-code-proxy#65",
    killedBy: ["openai-chat-stream.tool-call-index"],
    answer: toolCalls((call) => without(call, "index")),
  },
  {
    id: "openai-tool-call-index-always-0",
    bug: "Every tool call of a stream has the `index` 0, so that clients merge them.",
    killedBy: ["openai-chat-stream.tool-call-index-distinct", "openai-chat-stream.tool-call-arguments-join"],
    answer: toolCalls((call) => ({ ...call, index: 0 })),
  },
  {
    id: "openai-tool-arguments-object",
    bug: "`arguments` of a tool call is an object, as natively.",
    seenIn: "ggml-org/llama.cpp#20198",
    killedBy: ["openai-tools.arguments-are-text", "openai-chat-stream.tool-call-arguments-join"],
    answer: toolCalls((call) =>
      mapField(call, "function", (f) => ({ ...f, arguments: JSON.parse(String(f.arguments)) })),
    ),
  },
  {
    id: "openai-tool-arguments-twice-encoded",
    bug: "`arguments` of a tool call is the text of a text.",
    killedBy: ["openai-tools.arguments-parse", "openai-chat-stream.tool-call-arguments-join"],
    answer: toolCalls((call) => mapField(call, "function", (f) => ({ ...f, arguments: JSON.stringify(f.arguments) }))),
  },
  {
    id: "openai-tool-call-without-type",
    bug: "Tool calls have no `type`.",
    killedBy: ["openai-chat-response.tool-call-type", "openai-chat-stream.tool-call-type"],
    answer: toolCalls((call) => without(call, "type")),
  },
  {
    id: "openai-tool-call-ids-empty",
    bug: "Tool calls have empty ids.",
    killedBy: ["openai-tools.id-present", "openai-chat-stream.tool-call-id"],
    answer: toolCalls((call) => ({ ...call, id: "" })),
  },
  {
    id: "openai-tool-call-ids-same",
    bug: "All calls of an answer have one id.",
    killedBy: ["openai-tools.ids-differ"],
    answer: toolCalls((call) => ({ ...call, id: "call_00000000" })),
  },
  {
    id: "openai-tool-history-null-content",
    bug: "A message of the history with `content` null is refused even with tool calls.",
    killedBy: ["openai-chat-messages.null-content-with-tool-calls"],
    answer: refusing(
      chat,
      ({ messages }) => Array.isArray(messages) && messages.some((m) => isRecord(m) && m.content === null),
    ),
  },
  {
    id: "openai-tool-history-object-arguments",
    bug: "`arguments` of the history are not read.",
    killedBy: ["openai-chat-messages.history-arguments-text", "openai-tools.arguments-kept"],
    request: requests(chat, (body) => ({
      ...body,
      messages: list(body.messages).map((m) => ({
        ...m,
        ...(m.tool_calls ? { tool_calls: list(m.tool_calls).map(emptied) } : {}),
      })),
    })),
  },
  {
    id: "openai-reasoning-content",
    bug: "Reasoning stands in `reasoning_content`, as with vLLM and llama.cpp.",
    seenIn: "ollama/ollama#9137",
    killedBy: ["openai-reasoning.field-name"],
    answer: renamedReasoning(),
  },
  {
    id: "openai-reasoning-not-streamed",
    bug: "A stream has no reasoning.",
    killedBy: ["openai-chat-stream.reasoning-in-delta", "openai-chat-stream.reasoning-joins"],
    answer: choices(chat, (choice) => mapField(choice, "delta", (delta) => without(delta, "reasoning"))),
  },
  {
    id: "openai-reasoning-in-content",
    bug: "Reasoning stands in `content`, between tags.",
    killedBy: ["openai-reasoning.not-in-content"],
    answer: choices(chat, (choice) =>
      mapField(choice, "message", (message) =>
        message.reasoning ? { ...message, content: `<think>${message.reasoning}</think>${message.content}` } : message,
      ),
    ),
  },
  {
    id: "openai-effort-none-refused",
    bug: "An effort that is not `low`, `medium` or `high` is refused.",
    killedBy: ["openai-reasoning.none-turns-off", "openai-reasoning.minimal", "openai-reasoning.max"],
    answer: refusing(chat, ({ reasoning_effort: effort }) =>
      ["none", "minimal", "xhigh", "max"].includes(String(effort)),
    ),
  },
  {
    id: "openai-effort-unchecked",
    bug: "An unknown effort is left out without a word.",
    killedBy: ["openai-reasoning.invalid-400"],
    request: requests([chat, "openaiResponses"], (body) => {
      const known = ["none", "minimal", "low", "medium", "high", "xhigh", "ultra", "max"];
      const keep = (effort: unknown) => known.includes(String(effort));
      return {
        ...body,
        reasoning_effort: keep(body.reasoning_effort) ? body.reasoning_effort : undefined,
        reasoning: isRecord(body.reasoning) && keep(body.reasoning.effort) ? body.reasoning : undefined,
      };
    }),
  },
  {
    id: "openai-done-missing",
    bug: "A stream ends without `[DONE]`.",
    killedBy: ["openai-chat-stream.done-last", "openai-completions-stream.done-last"],
    answer: events([chat, "openaiCompletions"], (all) => all.filter(({ data }) => data !== "[DONE]")),
  },
  {
    id: "openai-usage-after-done",
    bug: "The chunk with the usage follows `[DONE]`, where no client reads it.",
    killedBy: ["openai-chat-stream.nothing-after-done"],
    answer: events(chat, (all) => {
      const usage = all.filter(({ data }) => isRecord(data) && data.usage);
      return [...all.filter((each) => !usage.includes(each)), ...usage];
    }),
  },
  {
    id: "openai-usage-chunk-without-choices",
    bug: "The chunk with the usage has no `choices`.",
    killedBy: ["openai-chat-stream.choices-is-list", "openai-chat-stream.usage-chunk-has-empty-choices"],
    answer: bodies(chat, (body) =>
      body.usage && body.object === "chat.completion.chunk" ? without(body, "choices") : body,
    ),
  },
  {
    id: "openai-usage-ignored",
    bug: "`stream_options.include_usage` is ignored.",
    killedBy: ["openai-chat-stream.usage-chunk", "openai-completions-stream.usage-chunk"],
    request: requests([chat, "openaiCompletions"], (body) => without(body, "stream_options")),
  },
  {
    id: "openai-usage-unasked",
    bug: "A stream always has a chunk with the usage.",
    killedBy: ["openai-chat-stream.no-usage-unasked", "openai-completions-stream.no-usage-unasked"],
    request: requests([chat, "openaiCompletions"], (body) => ({ ...body, stream_options: { include_usage: true } })),
  },
  {
    id: "openai-usage-total-missing",
    bug: "`total_tokens` leaves the prompt out.",
    killedBy: ["openai-chat-response.usage-sum", "openai-completions.usage-sum", "openai-chat-stream.usage-sum"],
    answer: bodies([chat, "openaiCompletions"], (body) =>
      mapField(body, "usage", (usage) => ({ ...usage, total_tokens: usage.completion_tokens })),
    ),
  },
  {
    id: "openai-finish-missing",
    bug: "No chunk of a stream has a `finish_reason`.",
    killedBy: ["openai-chat-stream.one-finish", "openai-completions-stream.one-finish"],
    answer: choices([chat, "openaiCompletions"], (choice) =>
      "message" in choice ? choice : { ...choice, finish_reason: null },
    ),
  },
  {
    id: "openai-finish-twice",
    bug: "The chunk with the `finish_reason` is sent twice.",
    killedBy: ["openai-chat-stream.one-finish"],
    answer: events(chat, (all) => all.flatMap((each) => (isFinish(each.data) ? [each, each] : [each]))),
  },
  {
    id: "openai-finish-before-content",
    bug: "The chunk with the `finish_reason` comes before the last piece of text.",
    killedBy: ["openai-chat-stream.finish-after-content"],
    answer: events(chat, (all) => {
      const end = all.findIndex(({ data }) => isFinish(data));
      return end < 1 ? all : [...all.slice(0, end - 1), all[end]!, all[end - 1]!, ...all.slice(end + 1)];
    }),
  },
  {
    id: "openai-finish-always-stop",
    bug: "The `finish_reason` is always `stop`.",
    killedBy: [
      "openai-chat-response.finish-length",
      "openai-chat-response.finish-tool-calls",
      "openai-chat-stream.finish-length",
      "openai-chat-stream.finish-tool-calls",
    ],
    answer: choices(chat, (choice) => (choice.finish_reason ? { ...choice, finish_reason: "stop" } : choice)),
  },
  {
    id: "openai-finish-tool-calls-wins",
    bug: "The `finish_reason` is `tool_calls` even if the token limit cut the answer.",
    killedBy: ["openai-chat-response.length-beats-tool-calls", "openai-chat-stream.length-beats-tool-calls"],
    answer: answers(chat, (answer, request) => {
      const asksForTools = new TextDecoder().decode(request.bytes).includes('"tools"');
      if (!asksForTools || answer.status !== 200) return answer;
      const text = JSON.stringify(answer.body).replaceAll('"finish_reason":"length"', '"finish_reason":"tool_calls"');
      return { ...answer, body: JSON.parse(text) };
    }),
  },
  {
    id: "openai-finish-by-native-word",
    bug: "The `finish_reason` of an answer that ended is `end_turn`.",
    killedBy: ["openai-chat-response.finish-stop", "openai-chat-stream.finish-stop"],
    answer: choices(chat, (choice) =>
      choice.finish_reason === "stop" ? { ...choice, finish_reason: "end_turn" } : choice,
    ),
  },
  {
    id: "openai-role-on-every-chunk",
    bug: "Every chunk has the role.",
    killedBy: ["openai-chat-stream.role-once", "openai-chat-stream.finish-own-chunk"],
    answer: choices(chat, (choice) => mapField(choice, "delta", (delta) => ({ role: "assistant", ...delta }))),
  },
  {
    id: "openai-role-missing",
    bug: "No chunk has the role.",
    killedBy: ["openai-chat-stream.role-first", "openai-chat-stream.empty-answer-has-role"],
    answer: choices(chat, (choice) => mapField(choice, "delta", (delta) => without(delta, "role"))),
  },
  {
    id: "openai-delta-content-null",
    bug: "`delta.content` is null where nothing is said.",
    seenIn: "BerriAI/litellm#7094",
    killedBy: ["openai-chat-stream.content-not-null"],
    answer: choices(chat, (choice) =>
      mapField(choice, "delta", (delta) => (delta.content === "" ? { ...delta, content: null } : delta)),
    ),
  },
  {
    id: "openai-new-id-per-chunk",
    bug: "Each chunk has an id of its own.",
    killedBy: ["openai-chat-stream.one-id", "openai-completions-stream.one-id"],
    answer: bodies([chat, "openaiCompletions"], (body, index) => ({ ...body, id: `${body.id}${index}` })),
  },
  {
    id: "openai-created-milliseconds",
    bug: "`created` is in milliseconds.",
    killedBy: ["openai-chat-response.created-seconds", "openai-completions.created-seconds"],
    answer: bodies([chat, "openaiCompletions"], (body) => ({ ...body, created: Number(body.created) * 1000 })),
  },
  {
    id: "openai-object-of-chunks",
    bug: "`object` of a chunk is `chat.completion`.",
    killedBy: ["openai-chat-stream.object"],
    answer: bodies(chat, (body) => ({ ...body, object: "chat.completion" })),
  },
  {
    id: "openai-content-absent",
    bug: "A message without text has no `content`.",
    killedBy: ["openai-chat.debug-render-generates-nothing"],
    answer: choices(chat, (choice) =>
      mapField(choice, "message", (m) => (m.content === "" ? without(m, "content") : m)),
    ),
  },
  {
    id: "openai-tool-calls-empty-list",
    bug: "A message without calls has an empty list `tool_calls`.",
    killedBy: ["openai-chat-response.tool-calls-omitted"],
    answer: choices(chat, (choice) => mapField(choice, "message", (message) => ({ tool_calls: [], ...message }))),
  },
  {
    id: "openai-parts-refused",
    bug: "A list of parts as `content` is refused.",
    killedBy: ["openai-chat-messages.text-parts", "openai-chat-messages.image-parts"],
    answer: refusing(chat, ({ messages }) => list(messages).some(({ content }) => Array.isArray(content))),
  },
  {
    id: "openai-schema-ignored",
    bug: "`response_format` is ignored.",
    killedBy: ["openai-chat.json-object", "openai-chat.json-schema"],
    request: requests(chat, (body) => without(body, "response_format")),
  },
  {
    id: "openai-temperature-not-passed",
    bug: "`seed` and `temperature` are ignored, and answers differ from time to time.",
    killedBy: ["openai-chat.temperature-zero", "openai-chat.seed"],
    request: requests(chat, (body) => ({ ...body, temperature: 1, seed: Math.floor(performance.now() * 1000) })),
  },
  {
    id: "openai-n-choices",
    bug: "`n` above 1 gives one choice less.",
    killedBy: ["openai-chat.one-choice"],
    answer: answers(chat, (answer, request) => {
      const text = new TextDecoder().decode(request.bytes);
      if (!text.includes('"n":3') || answer.body.kind !== "json" || !isRecord(answer.body.value)) return answer;
      const value = answer.body.value;
      return {
        ...answer,
        body: { kind: "json", value: { ...value, choices: list(value.choices).slice(1) } },
      };
    }),
  },
  {
    id: "openai-images-by-url",
    bug: "An image's URL is fetched.",
    killedBy: ["openai-images.http-url-not-fetched"],
    request: (request) => {
      const [url] = /http:\/\/127\.0\.0\.1:\d+\/[\w.]+/.exec(new TextDecoder().decode(request.bytes)) ?? [];
      if (url !== undefined && request.operation === chat) fetch(url).catch(() => undefined);
      return request;
    },
  },
  {
    id: "openai-image-types-unchecked",
    bug: "A data URL of any media type is taken as an image.",
    killedBy: ["openai-images.other-type-400"],
    request: requests([chat, "openaiResponses"], (body) =>
      JSON.parse(JSON.stringify(body).replace(/data:(?:image\/gif|text\/plain);/g, "data:image/png;")),
    ),
  },
];

function list(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function emptied(call: Record<string, unknown>) {
  return mapField(call, "function", (called) => ({ ...called, arguments: "{}" }));
}

function renamedReasoning() {
  const rename = (inner: Record<string, unknown>) =>
    inner.reasoning === undefined ? inner : { ...without(inner, "reasoning"), reasoning_content: inner.reasoning };
  return choices(chat, (choice) => ["message", "delta"].reduce((all, field) => mapField(all, field, rename), choice));
}
