import { chapter, may, must, should } from "./chapter.ts";

/** Responses: what the fields and items of a request do. */
export const openaiResponsesRequest = chapter(
  {
    id: "openai-responses-request",
    title: "OpenAI: responses, requests",
    about: "Responses: what the fields and items of a request do.",
    operations: ["openaiResponses"],
  },
  {
    "string-input": must("`input` may be a string, which is one user message.", ["handler", "client:openai-sdk"]),
    "item-list": must("`input` may be a list of items.", ["handler", "client:openai-sdk", "client:codex"]),
    "input-wrong-type-400": should("`input` of a number, boolean or object answers 400.", ["handler"]),
    "input-wrong-type-text": may(
      "`error.message` for `input` of another type contains `input must be a string or array`.",
      ["handler"],
    ),
    "input-empty": may("An absent or empty `input` without `instructions` answers 200 with an empty message, or 400.", [
      "handler",
    ]),
    instructions: should("`instructions` is read as a system message before the input.", ["handler", "client:codex"]),
    "role-developer": should("A message item with the role `developer` or `system` is accepted.", [
      "handler",
      "client:codex",
    ]),
    "instructions-not-string-400": should("`instructions` that is not a string answers 400.", ["handler"]),
    "max-output-tokens": must("`max_output_tokens` limits `usage.output_tokens`.", ["handler", "client:openai-sdk"]),
    "top-p-default": may("Without `top_p` the model's own parameter counts, although the answer shows 1.", ["handler"]),
    "temperature-zero": should("Two requests with `temperature` 0 and the same input give the same text.", ["handler"]),
    "temperature-default": may("Without `temperature` the model is sampled with temperature 1.", ["handler"]),
    "json-schema": must(
      "`text.format` of type `json_schema` makes the text parse as JSON that fits `schema` if it was not cut.",
      ["handler", "client:openai-sdk"],
    ),
    "json-object": may("`text.format` of type `json_object` may constrain the text to JSON or be ignored.", [
      "handler",
    ]),
    "text-format-text": should("`text.format` of type `text` constrains nothing.", ["handler", "client:openai-sdk"]),
    "ignored-fields": should(
      "`store`, `metadata`, `user`, `service_tier`, `parallel_tool_calls`, `tool_choice`, `prompt_cache_key` and `include` as a list of texts never fail the request.",
      ["handler", "client:openai-sdk", "client:codex"],
    ),
    "previous-response-id": may(
      "`previous_response_id` is ignored, or answers 400 or 404: earlier responses are not kept.",
      ["handler"],
    ),
    "include-not-list-400": should("`include` that is not a list of texts answers 400.", ["handler"]),
    "item-without-type": should("An item without `type` but with `role` is a message.", [
      "handler",
      "client:openai-sdk",
    ]),
    "item-nothing-400": should("An item with neither `type` nor `role` answers 400.", ["handler"]),
    "item-nothing-text": may(
      "`error.message` for an item with neither `type` nor `role` contains `input item missing required 'type' field`.",
      ["handler"],
    ),
    "item-unknown-400": should("An item of an unknown type answers 400.", ["handler"]),
    "item-unknown-text": may(
      '`error.message` for an item of an unknown type is `input[<index>]: unknown input item type: "<type>"`.',
      ["handler"],
      { introducedIn: "0.20.5" },
    ),
    "message-string": must("`content` of a message item may be a string.", ["handler", "client:openai-sdk"]),
    "message-parts": must(
      "`content` of a message item may be a list of parts of type `input_text` and `output_text`.",
      ["handler", "client:openai-sdk", "client:codex"],
    ),
    "parts-join": should("Text parts of one message are joined without a separator.", ["handler"]),
    "input-image": should("A part of type `input_image` has its data URL as a string in `image_url`.", [
      "handler",
      "client:openai-sdk",
    ]),
    "input-image-file-id": may("A part of type `input_image` with `file_id` alone is left out, or answers 400.", [
      "handler",
    ]),
    "input-file-400": should("A part of type `input_file` answers 400.", ["handler"]),
    "input-file-text": may(
      "`error.message` for a part of type `input_file` ends with `file inputs are not currently supported`.",
      ["handler"],
    ),
    "part-unknown-400": should("A part of an unknown type answers 400.", ["handler"]),
    "function-call": must(
      "An item `function_call` with `call_id`, `name` and `arguments` as text is read as the assistant's tool call.",
      ["handler", "client:openai-sdk", "client:codex"],
    ),
    "function-call-joins": should(
      "An item `function_call` after an assistant message belongs to that message in the prompt.",
      ["handler"],
      { introducedIn: "0.13.4" },
    ),
    "function-call-empty-arguments": should('`arguments` `""` of an item `function_call` is read as no arguments.', [
      "handler",
    ]),
    "function-call-bad-arguments-400": should(
      "`arguments` of an item `function_call` that is not a JSON object answers 400.",
      ["handler"],
    ),
    "function-call-output": must(
      "An item `function_call_output` with `call_id` and `output` as text is read as that call's result.",
      ["handler", "client:openai-sdk", "client:codex"],
    ),
    "function-call-output-parts": should(
      "`output` of an item `function_call_output` may be a list of parts.",
      ["handler", "client:codex"],
      { introducedIn: "0.20.4" },
    ),
    "reasoning-item": should("An item `reasoning` as the server answered it is accepted in the next request.", [
      "handler",
      "client:openai-sdk",
      "client:codex",
    ]),
    "reasoning-as-thinking": may(
      "`encrypted_content` of an item `reasoning` is the thinking of the assistant message or call that follows it.",
      ["handler"],
    ),
    "output-accepted-as-input": should(
      "The whole `output` of an answer, followed by a user message, is accepted as the next `input`.",
      ["handler", "client:openai-sdk", "client:codex"],
    ),
    "flat-tools": must("Tools are flat: `type`, `name`, `description`, `parameters` and `strict` stand side by side.", [
      "handler",
      "client:openai-sdk",
      "client:codex",
    ]),
    "namespace-tools": may(
      "A tool of type `namespace` declares its nested `tools` as `<namespace>.<name>`.",
      ["handler", "client:codex"],
      { introducedIn: "0.32.7" },
    ),
    "unknown-tool-type": should(
      "A tool of an unknown type, such as `local_shell`, is accepted by a model with tools.",
      ["handler", "client:codex"],
    ),
  },
);
