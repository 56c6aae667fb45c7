import { chapter, may, must, should } from "./chapter.ts";

/** Tools and tool calls, as far as the OpenAI routes share them. */
export const openaiTools = chapter(
  {
    id: "openai-tools",
    title: "OpenAI: tools",
    about: "Tools and tool calls, as far as the OpenAI routes share them.",
    operations: ["openaiChatCompletions", "openaiResponses"],
  },
  {
    "arguments-are-text": must("`arguments` of a tool call is a string, not an object.", [
      "handler",
      "client:openai-sdk",
    ]),
    "arguments-parse": must("The string `arguments` of a tool call parses as a JSON object.", [
      "handler",
      "client:openai-sdk",
      "client:langchain",
    ]),
    "no-arguments-is-empty-object": should("A call without arguments has the `arguments` `{}`.", [
      "handler",
      "client:openai-sdk",
    ]),
    "name-is-declared": should("The name of a tool call is one that the request declared.", [
      "handler",
      "client:openai-sdk",
    ]),
    "id-present": should(
      "Every tool call has an id that is not empty, in `id` for a chat and `call_id` for a response.",
      ["handler", "client:openai-sdk"],
    ),
    "ids-differ": should("Tool calls of one answer have different ids.", ["handler", "client:openai-sdk"]),
    "id-form": may(
      "Ids are `call_` and eight characters of `a-z0-9`, or any other text that is not empty.",
      ["handler"],
      { introducedIn: "0.12.10" },
    ),
    "history-roundtrip": must(
      "A tool call as answered, sent back with its result, is accepted and answered with 200.",
      ["handler", "client:home-assistant", "client:zed"],
    ),
    "schema-extra-keys-ignored": should(
      "Keys of a tool or its schema that the server does not use, such as `strict`, `additionalProperties`, `$schema`, `default`, `format`, `oneOf`, change neither status nor shape.",
      ["handler", "client:openai-sdk", "client:ai-sdk"],
    ),
    "property-type-list": should('A property whose `type` is a list, such as `["string","null"]`, is accepted.', [
      "handler",
    ]),
    "property-any-of": should("A property with `anyOf` instead of `type` is accepted.", ["handler", "client:ai-sdk"]),
    "nested-schema": should("A property that is an object with properties, or an array of objects, is accepted.", [
      "handler",
    ]),
    "schema-kept": should(
      "`name`, `description`, `parameters` and in them `type`, `properties`, `required`, `items`, `enum`, `anyOf` and `$defs` reach the prompt, as `_debug_render_only` shows.",
      ["handler"],
    ),
    "schema-dropped": may(
      "Other keys of a schema, such as `additionalProperties` and `default`, may be left out of the prompt.",
      ["handler"],
    ),
    "property-order": should(
      "Properties of a schema reach the prompt in the order of the request, unless a Go template sorts them.",
      ["handler"],
      { introducedIn: "0.14.0" },
    ),
    "arguments-kept": should(
      "Arguments of a call in the history reach the prompt with the values that were sent, of the same types.",
      ["handler"],
      { introducedIn: "0.14.0" },
    ),
    "arguments-order": should(
      "Arguments of a call in the history reach a renderer's prompt in the order that was sent.",
      ["handler"],
      { introducedIn: "0.14.0" },
    ),
    "required-not-a-list-400": may("A schema whose `required` is not a list answers 400.", ["handler"]),
    "property-type-number-400": may("A property whose `type` is a number answers 400.", ["handler"]),
    "choice-accepted": should(
      "`tool_choice` of any known form (`auto`, `none`, `required`, a named tool) never fails the request.",
      ["handler", "client:openai-sdk"],
    ),
    "choice-has-no-effect": may(
      "`tool_choice` may be ignored: every value may behave as `auto`, or else as `beyond.tool-choice-required` and the rules beside it say.",
      ["handler"],
    ),
    "parallel-flag-accepted": should("`parallel_tool_calls` never fails the request.", [
      "handler",
      "client:openai-sdk",
    ]),
    "empty-list-accepted": should("An empty list `tools` is read as none, also by a model without the capability.", [
      "handler",
      "client:zed",
    ]),
  },
);
