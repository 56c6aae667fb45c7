import { chapter, may, must, observed, should } from "./chapter.ts";

/** Messages: the stream. */
export const anthropicStream = chapter(
  {
    id: "anthropic-stream",
    title: "Anthropic: streams",
    about: "Messages: the stream.",
    operations: ["anthropicMessages"],
  },
  {
    "event-line": must("Every event has an `event:` line; the Anthropic SDK skips events without it.", [
      "handler",
      observed,
      "client:anthropic-sdk",
    ]),
    "event-is-type": must("The `event:` line of every event is the `type` in its data.", [
      "handler",
      observed,
      "client:anthropic-sdk",
    ]),
    "start-first": must("The first event is `message_start`, once.", ["handler", observed, "client:anthropic-sdk"]),
    "start-content": must("`message.content` of `message_start` is an empty list.", [
      "handler",
      observed,
      "client:anthropic-sdk",
    ]),
    "start-usage": must(
      "`message.usage` of `message_start` is an object with whole numbers `input_tokens` and `output_tokens`.",
      ["handler", observed, "client:anthropic-sdk"],
    ),
    "start-input-tokens": should(
      "`message.usage.input_tokens` of `message_start` is at least 1; it may be an estimate.",
      ["handler", observed],
      { introducedIn: "0.15.5" },
    ),
    "start-id": should("`message` of `message_start` has `id`, `type`, `role` and `model` of the answer.", [
      "handler",
      observed,
      "client:anthropic-sdk",
    ]),
    "stop-last": must("The last event of a finished answer is `message_stop`, once.", [
      "handler",
      observed,
      "client:anthropic-sdk",
    ]),
    "delta-before-stop": must(
      "Exactly one `message_delta`, with the `stop_reason` in `delta`, comes before `message_stop`.",
      ["handler", observed, "client:anthropic-sdk"],
    ),
    "delta-usage": must("`usage` of `message_delta` is an object with the whole number `output_tokens`.", [
      "handler",
      observed,
      "client:anthropic-sdk",
    ]),
    "delta-input-tokens": should(
      "`usage.input_tokens` of `message_delta`, where present, is the true count.",
      ["handler", observed],
      { introducedIn: "0.15.5" },
    ),
    "indexes-contiguous": must("Blocks have the `index` 0, 1, 2 and so on in the order in which they start.", [
      "handler",
      observed,
      "client:anthropic-sdk",
    ]),
    "one-block-open": must("A block stops before the next one starts.", ["handler", observed, "client:anthropic-sdk"], {
      introducedIn: "0.32.2",
    }),
    "every-block-stops": must("Every `content_block_start` has a `content_block_stop` of its `index`.", [
      "handler",
      observed,
      "client:anthropic-sdk",
    ]),
    "delta-in-open-block": must("Every `content_block_delta` has the `index` of the open block.", [
      "handler",
      observed,
      "client:anthropic-sdk",
    ]),
    "text-start": must('`content_block` of a text block starts as `{"type":"text","text":""}`.', [
      "handler",
      observed,
      "client:anthropic-sdk",
    ]),
    "text-delta": must("Text comes in deltas of `type` `text_delta` with the text in `text`.", [
      "handler",
      observed,
      "client:anthropic-sdk",
    ]),
    "thinking-start": should('`content_block` of a thinking block starts with `thinking` `""`.', [
      "handler",
      "client:anthropic-sdk",
      "client:claude-code",
    ]),
    "thinking-delta": should("Thinking comes in deltas of `type` `thinking_delta` with the text in `thinking`.", [
      "handler",
      "client:anthropic-sdk",
      "client:claude-code",
    ]),
    "tool-use-start": must(
      "`content_block` of a tool call starts with `type` `tool_use`, `id`, `name` and an empty object `input`.",
      ["handler", "client:anthropic-sdk", "client:claude-code"],
    ),
    "tool-use-delta": must(
      "The `partial_json` texts of a tool call's deltas, of `type` `input_json_delta`, join to one JSON object.",
      ["handler", "client:anthropic-sdk", "client:claude-code"],
    ),
    "thinking-before-text": should("The thinking block stops before the first text or tool call starts.", [
      "handler",
      "client:claude-code",
    ]),
    "late-thinking": may("Thinking after the first text may be dropped.", ["handler"]),
    "joins-to-unstreamed": must(
      "The joined text deltas are the text of the same request unstreamed, for one seed and `temperature` 0.",
      ["handler", "client:anthropic-sdk"],
    ),
    "stop-reason-as-unstreamed": should(
      "`delta.stop_reason` is that of the same request unstreamed, for one seed and `temperature` 0.",
      ["handler", "client:anthropic-sdk"],
    ),
    "no-done": should("The stream has no `data: [DONE]`.", ["handler", "client:anthropic-sdk"]),
    ping: may("Events `ping` may occur; Ollama sends none.", ["handler", "client:anthropic-sdk"]),
  },
);
