import { chapter, may, must, should } from "./chapter.ts";

/** Responses: the stream. */
export const openaiResponsesStream = chapter(
  {
    id: "openai-responses-stream",
    title: "OpenAI: responses, streams",
    about: "Responses: the stream.",
    operations: ["openaiResponses"],
  },
  {
    "event-is-type": must("The `event:` line of every event is the `type` in its data.", [
      "handler",
      "client:openai-sdk",
      "client:codex",
    ]),
    "sequence-numbers": must("`sequence_number` counts the events from 0 without gaps.", [
      "handler",
      "client:openai-sdk",
    ]),
    "no-done": should("The stream has no `data: [DONE]`.", ["handler", "client:openai-sdk"]),
    "created-first": must("The first event is `response.created`.", ["handler", "client:openai-sdk"]),
    "created-output-list": must("`response.output` of `response.created` is an empty list.", [
      "handler",
      "client:openai-sdk",
    ]),
    "in-progress-second": should("The second event is `response.in_progress`.", ["handler"]),
    "created-status": should("`response.status` of `response.created` is `in_progress`.", [
      "handler",
      "client:openai-sdk",
    ]),
    "one-response-id": should("`response.id` is the same in every event that has it.", [
      "handler",
      "client:openai-sdk",
    ]),
    "completed-last": must(
      "The last event of a finished answer is `response.completed`, or `response.incomplete` if it was cut.",
      ["handler", "client:openai-sdk", "client:codex"],
    ),
    "completed-status": must(
      "`response.status` of the last event is what its type says: `completed`, or `incomplete`.",
      ["handler", "client:openai-sdk"],
    ),
    "completed-usage": must("`response.usage` of the last event has the counts of the answer.", [
      "handler",
      "client:openai-sdk",
      "client:codex",
    ]),
    "item-added-first": must("`response.output_item.added` comes before any other event of its item.", [
      "handler",
      "client:openai-sdk",
    ]),
    "part-added-first": must(
      "`response.content_part.added` comes before the first `response.output_text.delta` of its part.",
      ["handler", "client:openai-sdk"],
    ),
    "text-delta": must("Text comes in `response.output_text.delta` with the text in `delta`.", [
      "handler",
      "client:openai-sdk",
      "client:codex",
    ]),
    "text-delta-places": should("Text events have `item_id`, `output_index` and `content_index`.", [
      "handler",
      "client:openai-sdk",
    ]),
    "text-done": must("`text` of `response.output_text.done` is the joined deltas.", ["handler", "client:openai-sdk"]),
    "part-done": should("`response.content_part.done` follows with the whole text in its part.", [
      "handler",
      "client:openai-sdk",
    ]),
    "item-done": must(
      "`response.output_item.done` closes the message item with its whole content; a message before a tool call may stay open.",
      ["handler", "client:openai-sdk", "client:codex"],
    ),
    "output-index-is-push-order": must(
      "`output_index` of an item is the number of items added before it; text followed by a tool call may reuse the text's.",
      ["handler", "client:openai-sdk"],
    ),
    "completed-output": should(
      "`response.output` of the last event holds the items as their `response.output_item.done` gave them.",
      ["handler", "client:openai-sdk"],
    ),
    "joins-to-unstreamed": must(
      "The joined text deltas are the text of the same request unstreamed, for one seed and `temperature` 0.",
      ["handler", "client:openai-sdk"],
    ),
    "arguments-delta": must(
      "`arguments` of a tool call come in `response.function_call_arguments.delta` whose texts join to those of `.done`.",
      ["handler", "client:openai-sdk", "client:codex"],
    ),
    "arguments-done": must("`response.function_call_arguments.done` has the whole `arguments` as text.", [
      "handler",
      "client:openai-sdk",
      "client:codex",
    ]),
    "call-item-done": must("`response.output_item.done` of a tool call has `call_id`, `name` and `arguments`.", [
      "handler",
      "client:openai-sdk",
      "client:codex",
    ]),
    "reasoning-delta": should("Reasoning comes in `response.reasoning_summary_text.delta` with `summary_index` 0.", [
      "handler",
      "client:openai-sdk",
    ]),
    "reasoning-done": should("`response.reasoning_summary_text.done` has the whole reasoning text.", [
      "handler",
      "client:openai-sdk",
    ]),
    "reasoning-before-text": should("The reasoning item is done before the first event of text or tool call.", [
      "handler",
      "client:openai-sdk",
    ]),
    "reasoning-part-added": may(
      "`response.reasoning_summary_part.added` may come before the first reasoning delta; the openai package's `.stream()` helper needs it, Ollama does not send it.",
      ["handler", "client:openai-sdk"],
    ),
    "known-event-types": should(
      "Every event's type is one that OpenAI's API documents: the openai package's `.stream()` helper throws at any other.",
      ["handler", "client:openai-sdk"],
    ),
    "mid-stream-failure": may(
      "After a failure in the middle of the stream there is no `response.completed`; `response.failed` may be sent.",
      ["handler"],
    ),
  },
);
