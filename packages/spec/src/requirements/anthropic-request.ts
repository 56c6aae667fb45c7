import { chapter, may, must, should } from "./chapter.ts";

/** Messages: what the fields and blocks of a request do. */
export const anthropicRequest = chapter(
  {
    id: "anthropic-request",
    title: "Anthropic: requests",
    about: "Messages: what the fields and blocks of a request do.",
    operations: ["anthropicMessages"],
  },
  {
    "max-tokens": must("`max_tokens` limits `usage.output_tokens`.", ["handler", "client:anthropic-sdk"]),
    "string-content": must("`content` of a message may be a string.", ["handler", "client:anthropic-sdk"]),
    "text-blocks": must("`content` of a message may be a list of blocks of type `text`.", [
      "handler",
      "client:anthropic-sdk",
      "client:claude-code",
    ]),
    "text-blocks-join": should("Texts of the blocks of one message are joined without a separator.", ["handler"]),
    "system-string": must("`system` may be a string.", ["handler", "client:anthropic-sdk"]),
    "system-blocks": must("`system` may be a list of blocks of type `text`.", ["handler", "client:claude-code"]),
    "system-reaches-prompt": should("`system` changes the prompt: `usage.input_tokens` grows with it.", [
      "handler",
      "client:claude-code",
    ]),
    "system-role": should("A message with the role `system` inside `messages` is accepted.", ["handler"]),
    "role-any-case": should("A role in upper case, such as `USER`, is read as in lower case.", ["handler"]),
    "system-empty": may("An empty `system`, text or list, counts as none.", ["handler"]),
    "stop-sequences": should("Each text of `stop_sequences` ends the answer before it appears.", [
      "handler",
      "client:anthropic-sdk",
    ]),
    "stop-sequences-empty": should("An empty list `stop_sequences` means none.", ["handler", "client:anthropic-sdk"]),
    "temperature-zero": should("Two requests with `temperature` 0 and the same messages give the same text.", [
      "handler",
    ]),
    "no-defaults": may("Without `temperature`, `top_p` and `top_k` the model's own parameters count.", ["handler"]),
    "ignored-fields": must(
      "`metadata`, `tool_choice` of a known form, `cache_control`, `service_tier`, `context_management`, `container` and `mcp_servers` never fail the request.",
      ["handler", "client:claude-code", "client:anthropic-sdk"],
    ),
    "image-base64": should("A block `image` with `source.type` `base64` is accepted by a model that sees.", [
      "handler",
      "client:claude-code",
    ]),
    "image-url-400": should("A block `image` with another `source.type`, such as `url`, answers 400.", ["handler"]),
    "image-url-text": may(
      "`invalid image source type: <type>. Only base64 images are supported.` is part of the `error.message` for another `source.type`.",
      ["handler"],
    ),
    "image-bad-base64-400": should("A block `image` with broken base64 answers 400.", ["handler"]),
    "image-no-source-400": should("A block `image` without `source` answers 400.", ["handler"]),
    "tool-use-history": must("A block `tool_use` with `id`, `name` and an object `input` is accepted as history.", [
      "handler",
      "client:claude-code",
      "client:anthropic-sdk",
    ]),
    "tool-use-without-id-400": should("A block `tool_use` with no or an empty `id` answers 400.", ["handler"]),
    "tool-use-without-name-400": should("A block `tool_use` with no or an empty `name` answers 400.", ["handler"]),
    "tool-result-string": must("A block `tool_result` may have a string as `content`.", [
      "handler",
      "client:anthropic-sdk",
    ]),
    "tool-result-blocks": must("A block `tool_result` may have a list of blocks as `content`.", [
      "handler",
      "client:claude-code",
    ]),
    "tool-result-error-flag": should("`is_error` of a `tool_result` never fails the request.", [
      "handler",
      "client:claude-code",
    ]),
    "tool-result-beside-text": should("A user message may have `tool_result` blocks and text.", [
      "handler",
      "client:claude-code",
    ]),
    "tool-results-first": should("`tool_result` blocks of a user message stand before its text in the prompt.", [
      "handler",
      "client:claude-code",
    ]),
    "thinking-history": must("A block `thinking`, with or without `signature`, is accepted as history.", [
      "handler",
      "client:claude-code",
    ]),
    "thinking-several": may("Of several `thinking` blocks in one message the last may count alone.", ["handler"]),
    "unknown-block-ignored": should(
      "A block of an unknown type, such as `redacted_thinking`, is left out without an error.",
      ["handler", "client:claude-code"],
    ),
    "absent-content-400": should("A message without `content` answers 400.", ["handler"], { introducedIn: "0.19.0" }),
    "null-content": may("A message with `content` null counts as empty text.", ["handler"]),
    "thinking-enabled": should(
      '`thinking` `{"type":"enabled","budget_tokens":n}` makes a model that can think do so.',
      ["handler", "client:claude-code"],
    ),
    "thinking-disabled": should(
      '`thinking` `{"type":"disabled"}` makes a model that can switch thinking off answer without.',
      ["handler"],
    ),
    "thinking-unsupported": must("`thinking` for a model that cannot think is dropped without an error.", [
      "handler",
      "client:claude-code",
    ]),
    "thinking-adaptive": should("An unknown `thinking.type`, such as `adaptive`, never fails the request.", [
      "handler",
      "client:claude-code",
    ]),
    effort: should(
      "`output_config.effort` of any value, also an unknown one, never fails the request.",
      ["handler", "client:claude-code"],
      { introducedIn: "0.23.4" },
    ),
    "effort-thinks": should(
      "`output_config.effort` `low`, `medium` or `high` without `thinking` makes a model that can think do so.",
      ["handler", "client:claude-code"],
      { introducedIn: "0.23.4" },
    ),
    "thinking-over-effort": should("`thinking` `disabled` wins over `output_config.effort`.", ["handler"], {
      introducedIn: "0.23.4",
    }),
    tools: must("Tools are `{name, description, input_schema}`.", [
      "handler",
      "client:anthropic-sdk",
      "client:claude-code",
    ]),
    "tool-type-ignored": should("`type` `custom` of a tool is accepted.", ["handler", "client:claude-code"]),
    "tool-bad-schema-400": should("A tool whose `input_schema` is not an object answers 400.", ["handler"]),
    "agrees-with-native": should(
      "With the same options, seed and messages the text is that of `/api/chat`.",
      ["handler"],
      { operations: ["anthropicMessages"] },
    ),
  },
);
