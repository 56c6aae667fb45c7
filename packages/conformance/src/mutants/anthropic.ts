import { isRecord } from "../check/expect.ts";
import { mapElements, mapField, without } from "./changes.ts";
import type { Mutant } from "./mutant.ts";
import { answers, bodies, events, eventsOf, refusing, requests, withoutEvents } from "./protocols.ts";

const messages = "anthropicMessages";

/** Changes the blocks of an answer that is not streamed. */
const blocks = (change: (block: Record<string, unknown>) => unknown) =>
  bodies(messages, (body) => mapElements(body, "content", change));

const typeOf = (data: unknown) => (isRecord(data) ? data.type : undefined);

/** Whether a request has a block of a type. */
const has = (type: string) => (body: Record<string, unknown>) => JSON.stringify(body).includes(`"type":"${type}"`);

/** Mutants of Anthropic's protocol. */
export const anthropic: readonly Mutant[] = [
  {
    id: "anthropic-event-line-missing",
    bug: "Events have no `event:` line, and the SDK skips them.",
    killedBy: ["anthropic-stream.event-line", "anthropic-stream.event-is-type"],
    answer: events(messages, (all) => all.map(({ data }) => ({ data }))),
  },
  {
    id: "anthropic-done",
    bug: "The stream ends with `[DONE]`.",
    killedBy: ["anthropic-stream.no-done"],
    answer: events(messages, (all) => [...all, { data: "[DONE]" }]),
  },
  {
    id: "anthropic-stop-missing",
    bug: "The stream ends without `message_stop`.",
    killedBy: ["anthropic-stream.stop-last"],
    answer: withoutEvents(messages, "message_stop"),
  },
  {
    id: "anthropic-delta-missing",
    bug: "There is no `message_delta`.",
    killedBy: ["anthropic-stream.delta-before-stop", "anthropic-stream.delta-usage"],
    answer: withoutEvents(messages, "message_delta"),
  },
  {
    id: "anthropic-start-without-usage",
    bug: "`message_start` has no `usage`.",
    killedBy: ["anthropic-stream.start-usage"],
    answer: eventsOf(messages, "message_start", (data) => mapField(data, "message", (m) => without(m, "usage"))),
  },
  {
    id: "anthropic-start-content-null",
    bug: "`message.content` of `message_start` is null.",
    killedBy: ["anthropic-stream.start-content"],
    answer: eventsOf(messages, "message_start", (data) => mapField(data, "message", (m) => ({ ...m, content: null }))),
  },
  {
    id: "anthropic-start-input-tokens-0",
    bug: "`message_start` counts no tokens of the prompt.",
    killedBy: ["anthropic-stream.start-input-tokens"],
    answer: eventsOf(messages, "message_start", (data) =>
      mapField(data, "message", (m) => ({ ...m, usage: { input_tokens: 0, output_tokens: 0 } })),
    ),
  },
  {
    id: "anthropic-index-always-0",
    bug: "Every block has the `index` 0.",
    killedBy: ["anthropic-stream.indexes-contiguous"],
    answer: bodies(messages, (body) => ("index" in body ? { ...body, index: 0 } : body)),
  },
  {
    id: "anthropic-block-not-stopped",
    bug: "A block is not stopped before the next one starts.",
    killedBy: ["anthropic-stream.one-block-open", "anthropic-stream.every-block-stops"],
    answer: events(messages, (all) => {
      const first = all.findIndex(({ data }) => typeOf(data) === "content_block_stop");
      return all.filter((_, i) => i !== first);
    }),
  },
  {
    id: "anthropic-block-not-started",
    bug: "Deltas come without the start of their block.",
    killedBy: ["anthropic-stream.delta-in-open-block"],
    answer: withoutEvents(messages, "content_block_start"),
  },
  {
    id: "anthropic-text-start-full",
    bug: "A text block starts with its first piece of text, which its first delta repeats.",
    killedBy: ["anthropic-stream.text-start"],
    answer: eventsOf(messages, "content_block_start", (data) =>
      mapField(data, "content_block", (block) => (block.type === "text" ? { ...block, text: "Yes" } : block)),
    ),
  },
  {
    id: "anthropic-delta-type-text",
    bug: "Deltas of text have the type `text`.",
    killedBy: ["anthropic-stream.text-delta"],
    answer: eventsOf(messages, "content_block_delta", (data) =>
      mapField(data, "delta", (delta) => (delta.type === "text_delta" ? { ...delta, type: "text" } : delta)),
    ),
  },
  {
    id: "anthropic-tool-input-in-start",
    bug: "The input of a call stands in the start of its block, and in no delta.",
    killedBy: ["anthropic-stream.tool-use-start", "anthropic-stream.tool-use-delta"],
    answer: events(messages, (all) =>
      all
        .filter(({ data }) => !(isRecord(data) && isRecord(data.delta) && data.delta.type === "input_json_delta"))
        .map((each) => ({
          ...each,
          data: isRecord(each.data)
            ? mapField(each.data, "content_block", (b) =>
                b.type === "tool_use" ? { ...b, input: { city: "Paris" } } : b,
              )
            : each.data,
        })),
    ),
  },
  {
    id: "anthropic-tool-input-text",
    bug: "`input` of a call is a text, as in OpenAI's protocol.",
    killedBy: ["anthropic-messages.tool-use-block"],
    answer: blocks((block) => (block.type === "tool_use" ? { ...block, input: JSON.stringify(block.input) } : block)),
  },
  {
    id: "anthropic-tool-ids-empty",
    bug: "Calls have empty ids.",
    killedBy: ["anthropic-messages.tool-use-id", "anthropic-stream.tool-use-start"],
    answer: bodies(messages, (body) =>
      mapField(
        mapElements(body, "content", (block) => (block.type === "tool_use" ? { ...block, id: "" } : block)),
        "content_block",
        (block) => (block.type === "tool_use" ? { ...block, id: "" } : block),
      ),
    ),
  },
  {
    id: "anthropic-content-text",
    bug: "`content` is a text.",
    killedBy: ["anthropic-messages.content-is-list", "anthropic-messages.text-block"],
    answer: bodies(messages, (body) => (body.type === "message" ? { ...body, content: "Yes." } : body)),
  },
  {
    id: "anthropic-thinking-last",
    bug: "The thinking block stands after the text.",
    killedBy: ["anthropic-messages.thinking-first"],
    answer: bodies(messages, (body) =>
      Array.isArray(body.content) ? { ...body, content: body.content.toReversed() } : body,
    ),
  },
  {
    id: "anthropic-empty-text-beside-calls",
    bug: "An empty text block stands beside calls.",
    killedBy: ["anthropic-messages.no-empty-text"],
    answer: bodies(messages, (body) =>
      Array.isArray(body.content) ? { ...body, content: [{ type: "text", text: "" }, ...body.content] } : body,
    ),
  },
  {
    id: "anthropic-stop-reason-of-openai",
    bug: "`stop_reason` has OpenAI's words.",
    killedBy: [
      "anthropic-messages.stop-end-turn",
      "anthropic-messages.stop-max-tokens",
      "anthropic-messages.stop-tool-use",
    ],
    answer: bodies(messages, (body) => {
      const words: Record<string, string> = { end_turn: "stop", max_tokens: "length", tool_use: "tool_calls" };
      return body.stop_reason === undefined ? body : { ...body, stop_reason: words[String(body.stop_reason)] };
    }),
  },
  {
    id: "anthropic-usage-of-openai",
    bug: "`usage` has OpenAI's names.",
    killedBy: ["anthropic-messages.usage", "anthropic-stream.delta-usage"],
    answer: bodies(messages, (body) =>
      mapField(body, "usage", ({ input_tokens, output_tokens }) => ({
        prompt_tokens: input_tokens,
        completion_tokens: output_tokens,
      })),
    ),
  },
  {
    id: "anthropic-error-without-type",
    bug: "An error lacks the `type` `error` around it.",
    killedBy: ["anthropic-errors.envelope"],
    answer: answers(messages, (answer) =>
      answer.status >= 400 && answer.body.kind === "json" && isRecord(answer.body.value)
        ? { ...answer, body: { kind: "json", value: without(answer.body.value, "type") } }
        : answer,
    ),
  },
  {
    id: "anthropic-max-tokens-optional",
    bug: "`max_tokens` may be absent.",
    killedBy: ["anthropic-errors.max-tokens-required-400"],
    request: requests(messages, (body) => ({ max_tokens: 100, ...body })),
  },
  {
    id: "anthropic-system-ignored",
    bug: "`system` does not reach the prompt.",
    killedBy: ["anthropic-request.system-reaches-prompt"],
    request: requests(messages, (body) => without(body, "system")),
  },
  {
    id: "anthropic-system-blocks-refused",
    bug: "`system` may be a string only.",
    killedBy: ["anthropic-request.system-blocks"],
    answer: refusing(messages, ({ system }) => Array.isArray(system)),
  },
  {
    id: "anthropic-tool-result-blocks-refused",
    bug: "`content` of a `tool_result` may be a string only.",
    killedBy: ["anthropic-request.tool-result-blocks"],
    answer: refusing(messages, (body) => /"tool_result"[^}]*"content":\[/.test(JSON.stringify(body))),
  },
  {
    id: "anthropic-thinking-history-refused",
    bug: "A block `thinking` of the history is refused.",
    killedBy: ["anthropic-request.thinking-history"],
    answer: refusing(messages, (body) => has("thinking")({ messages: body.messages })),
  },
  {
    id: "anthropic-unknown-blocks-refused",
    bug: "A block of an unknown type is refused.",
    killedBy: ["anthropic-request.unknown-block-ignored"],
    answer: refusing(messages, has("redacted_thinking")),
  },
  {
    id: "anthropic-thinking-checked",
    bug: "`thinking` for a model that can't think is refused.",
    killedBy: ["anthropic-request.thinking-unsupported"],
    answer: refusing(messages, ({ model, thinking }) => model === "fake-plain:latest" && thinking !== undefined),
  },
  {
    id: "anthropic-effort-checked",
    bug: "An unknown `output_config.effort` is refused.",
    killedBy: ["anthropic-request.effort"],
    answer: refusing(messages, ({ output_config: output }) => isRecord(output) && output.effort === "bogus"),
  },
  {
    id: "anthropic-cache-control-refused",
    bug: "Fields that the server does not know, such as `context_management`, are refused.",
    killedBy: ["anthropic-request.ignored-fields"],
    answer: refusing(messages, (body) => "context_management" in body),
  },
  {
    id: "anthropic-tools-of-openai",
    bug: "Tools are read in OpenAI's form only.",
    killedBy: ["anthropic-request.tools"],
    answer: refusing(
      messages,
      ({ tools }) => Array.isArray(tools) && tools.some((tool) => isRecord(tool) && !tool.function),
    ),
  },
  {
    id: "anthropic-results-after-text",
    bug: "Results of tools stand in the prompt where the message has them, after its text.",
    killedBy: ["anthropic-request.tool-results-first"],
    request: requests(messages, (body) => ({
      ...body,
      messages: Array.isArray(body.messages) ? body.messages.flatMap(splitBeforeResults) : body.messages,
    })),
  },
];

/** A message of text and results as several, each with one block. */
function splitBeforeResults(message: unknown): unknown[] {
  if (!isRecord(message) || message.role !== "user" || !Array.isArray(message.content)) return [message];
  return message.content.map((block) => ({ ...message, content: [block] }));
}
