import { chapter, may, must, should } from "./chapter.ts";

/** Responses: an answer that is not streamed. */
export const openaiResponses = chapter(
  {
    id: "openai-responses",
    title: "OpenAI: responses, answers",
    about: "Responses: an answer that is not streamed.",
    operations: ["openaiResponses"],
  },
  {
    object: must("`object` is `response`.", ["handler", "client:openai-sdk"]),
    id: should("`id` begins with `resp_`.", ["handler"]),
    "created-at": should("`created_at` is the time in whole Unix seconds.", ["handler"]),
    "completed-at": should("`completed_at` of an answer that is completed is not before `created_at`.", ["handler"], {
      introducedIn: "0.14.2",
    }),
    "status-completed": must("`status` of an answer that the model ended is `completed`.", [
      "handler",
      "client:openai-sdk",
    ]),
    "status-cut": may("`status` of an answer that `max_output_tokens` cut is `completed` or `incomplete`.", [
      "handler",
    ]),
    "model-echo": should("`model` is the name as the request gave it.", ["handler"]),
    "output-is-list": must("`output` is a list.", ["handler", "client:openai-sdk"]),
    "message-item": must(
      "Text is an item of `type` `message` with `role` `assistant` whose `content` has one part of `type` `output_text` with the text in `text`.",
      ["handler", "client:openai-sdk"],
    ),
    "message-annotations": should("The part `output_text` has a list `annotations`.", ["handler", "client:openai-sdk"]),
    "message-status": should("The message item has the `status` of the answer.", ["handler", "client:openai-sdk"]),
    "message-id": should("The message item has an `id` that is not empty.", ["handler", "client:openai-sdk"]),
    "function-call-item": must(
      "A tool call is an item of `type` `function_call` with texts `call_id`, `name` and `arguments`.",
      ["handler", "client:openai-sdk", "client:codex"],
    ),
    "function-call-status": should("A tool call's item has the `status` `completed`.", [
      "handler",
      "client:openai-sdk",
    ]),
    "text-beside-tool-calls": may("Text beside tool calls stands in a message item or is dropped.", ["handler"]),
    "reasoning-item": should(
      "Reasoning is an item of `type` `reasoning` with its text in `summary[0].text`, of the type `summary_text`.",
      ["handler", "client:openai-sdk"],
    ),
    "reasoning-first": should("The reasoning item stands before message and tool calls.", [
      "handler",
      "client:openai-sdk",
    ]),
    "reasoning-encrypted": may("`encrypted_content` of the reasoning item is its text.", ["handler"]),
    usage: must("`usage` has whole numbers `input_tokens`, `output_tokens` and `total_tokens`.", [
      "handler",
      "client:openai-sdk",
      "client:codex",
    ]),
    "usage-sum": should("`total_tokens` is `input_tokens` plus `output_tokens`.", ["handler"]),
    "usage-details": should(
      "`usage` has `input_tokens_details.cached_tokens` and `output_tokens_details.reasoning_tokens`, numbers.",
      ["handler", "client:openai-sdk", "client:codex"],
    ),
    "error-null": must("`error` of a completed response is null.", ["handler", "client:openai-sdk"]),
    "incomplete-details-null": should("`incomplete_details` of a completed response is null.", [
      "handler",
      "client:openai-sdk",
    ]),
    "echo-temperature": should("`temperature` is that of the request, else 1.", ["handler"], {
      introducedIn: "0.14.2",
    }),
    "echo-top-p": should("`top_p` is that of the request, else 1.", ["handler"], { introducedIn: "0.14.2" }),
    "echo-max-output-tokens": should("`max_output_tokens` is that of the request, else null.", ["handler"], {
      introducedIn: "0.14.2",
    }),
    "echo-instructions": should("`instructions` is that of the request, else null.", ["handler"], {
      introducedIn: "0.14.2",
    }),
    "echo-tools": should("`tools` lists the request's tools, else is an empty list.", ["handler"], {
      introducedIn: "0.14.2",
    }),
    "echo-truncation": may("`truncation` is that of the request, else `disabled`.", ["handler"], {
      introducedIn: "0.14.2",
    }),
    "echo-text-format": should('`text.format` is that of the request, else `{"type":"text"}`.', ["handler"], {
      introducedIn: "0.14.2",
    }),
    "echo-background": may("`background` is that of the request, else false.", ["handler"], { introducedIn: "0.14.2" }),
    "echo-reasoning": should(
      "`reasoning` has the request's `effort` and `summary`, and is null without either.",
      ["handler"],
      { introducedIn: "0.14.2" },
    ),
    "tool-choice": may("`tool_choice` is `auto`.", ["handler"], { introducedIn: "0.14.2" }),
    "parallel-tool-calls": may("`parallel_tool_calls` is true.", ["handler"], { introducedIn: "0.14.2" }),
    store: may("`store` is false.", ["handler"], { introducedIn: "0.14.2" }),
    "service-tier": may("`service_tier` is `default`.", ["handler"], { introducedIn: "0.14.2" }),
    metadata: may("`metadata` is an empty object.", ["handler"], { introducedIn: "0.14.2" }),
    penalties: may("`presence_penalty` and `frequency_penalty` are 0.", ["handler"], { introducedIn: "0.14.2" }),
    "top-logprobs": may("`top_logprobs` is 0.", ["handler"], { introducedIn: "0.14.2" }),
    "previous-response-id": may("`previous_response_id` is null.", ["handler"], { introducedIn: "0.14.2" }),
    "unset-limits": may("`max_tool_calls`, `safety_identifier` and `prompt_cache_key` are null.", ["handler"], {
      introducedIn: "0.14.2",
    }),
    "all-keys": should(
      "Keys of a response without a value are present with null, not absent.",
      ["handler", "client:openai-sdk"],
      { introducedIn: "0.14.2" },
    ),
    "no-output-text": may("There is no key `output_text`: SDKs make it.", ["handler", "client:openai-sdk"]),
    "agrees-with-chat": should(
      "With the same seed, options and messages the text is that of a chat completion.",
      ["handler"],
      { operations: ["openaiResponses"] },
    ),
  },
);
