import { chapter, may, must, observed, should } from "./chapter.ts";

/** Messages: an answer that is not streamed. */
export const anthropicMessages = chapter(
  {
    id: "anthropic-messages",
    title: "Anthropic: answers",
    about: "Messages: an answer that is not streamed.",
    operations: ["anthropicMessages"],
  },
  {
    type: must("`type` is `message`.", ["handler", observed, "client:anthropic-sdk"]),
    role: must("`role` is `assistant`.", ["handler", observed, "client:anthropic-sdk"]),
    id: should("`id` begins with `msg_`.", ["handler", observed]),
    "model-echo": should("`model` is the name as the request gave it.", ["handler", observed]),
    "content-is-list": must(
      "`content` of an answer with any output is a list of blocks; without output it is an empty list or null.",
      ["handler", observed, "client:anthropic-sdk"],
    ),
    "text-block": must("Text is a block of `type` `text` with the text in `text`.", [
      "handler",
      observed,
      "client:anthropic-sdk",
    ]),
    "no-empty-text": should("No text block beside other blocks is empty.", ["handler", "client:anthropic-sdk"]),
    "thinking-block": should("Thinking is a block of `type` `thinking` with the text in `thinking`.", [
      "handler",
      "client:claude-code",
    ]),
    "thinking-first": should("The thinking block stands before the others.", ["handler", "client:claude-code"]),
    signature: may("A thinking block may lack `signature`.", ["handler"]),
    "tool-use-block": must(
      "A tool call is a block of `type` `tool_use` with texts `id` and `name` and an object `input`.",
      ["handler", "client:anthropic-sdk", "client:claude-code"],
    ),
    "tool-use-last": should("Blocks `tool_use` stand after the text.", ["handler", "client:anthropic-sdk"]),
    "tool-use-id": should("Every block `tool_use` has an `id` that is not empty and that no other has.", [
      "handler",
      "client:anthropic-sdk",
    ]),
    "stop-end-turn": must("`stop_reason` is `end_turn` if the model ended its answer.", [
      "handler",
      "client:anthropic-sdk",
    ]),
    "stop-max-tokens": must("`stop_reason` is `max_tokens` if the token limit cut an answer without tool calls.", [
      "handler",
      observed,
      "client:anthropic-sdk",
    ]),
    "stop-tool-use": must("`stop_reason` is `tool_use` if the answer has a tool call.", [
      "handler",
      "client:anthropic-sdk",
      "client:claude-code",
    ]),
    "stop-tool-use-cut": may("`stop_reason` is `tool_use` even if the token limit cut the answer after a tool call.", [
      "handler",
    ]),
    "stop-stop-sequence": may("`stop_reason` after one of `stop_sequences` is `end_turn` or `stop_sequence`.", [
      "handler",
    ]),
    "stop-sequence-key": may("`stop_sequence` may be absent, null or the text that ended the answer.", ["handler"]),
    usage: must("`usage` has whole numbers `input_tokens` and `output_tokens`.", [
      "handler",
      observed,
      "client:anthropic-sdk",
    ]),
    "usage-positive": should("`usage.input_tokens` is above 0 if the prompt was not empty.", ["handler", observed]),
  },
);
