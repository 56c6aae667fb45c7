import { chapter, may, should } from "./chapter.ts";

/** What Ollama takes without effect, and servers may do. */
export const beyond = chapter(
  {
    id: "beyond",
    title: "Beyond Ollama",
    about:
      "What Ollama takes without effect and official SDKs ask for: a server that does as Ollama does is not judged.",
  },
  {
    "tool-choice-none": should(
      'With `tool_choice` `none`, in `/v1/messages` `{"type":"none"}`, the answer has text and no call, on each route alike.',
      ["client:openai-sdk", "client:anthropic-sdk"],
      { operations: ["openaiChatCompletions", "openaiResponses", "anthropicMessages"] },
    ),
    "tool-choice-required": should(
      'With `tool_choice` `required`, in `/v1/messages` `{"type":"any"}`, the answer has a call whatever was asked, on each route alike.',
      ["client:openai-sdk", "client:anthropic-sdk"],
      { operations: ["openaiChatCompletions", "openaiResponses", "anthropicMessages"] },
    ),
    "tool-choice-named": should(
      "With a `tool_choice` that names a tool every call of the answer is one of that tool, on each route alike.",
      ["client:openai-sdk", "client:anthropic-sdk"],
      { operations: ["openaiChatCompletions", "openaiResponses", "anthropicMessages"] },
    ),
    "tool-choice-arguments": should(
      "A call that `tool_choice` asked for has all required arguments of its tool.",
      ["client:openai-sdk", "client:anthropic-sdk"],
      { operations: ["openaiChatCompletions", "openaiResponses", "anthropicMessages"] },
    ),
    "tool-choice-finish": should(
      "An answer whose call `tool_choice` asked for ends as any answer with calls, with `tool_calls` or `tool_use`.",
      ["client:openai-sdk", "client:anthropic-sdk"],
      { operations: ["openaiChatCompletions", "anthropicMessages"] },
    ),
    "single-call": should(
      "With `parallel_tool_calls` false, in `/v1/messages` `disable_parallel_tool_use` true, an answer that would have several calls has one.",
      ["client:openai-sdk", "client:anthropic-sdk"],
      { operations: ["openaiChatCompletions", "openaiResponses", "anthropicMessages"] },
    ),
    "max-completion-tokens": should(
      "`max_completion_tokens` limits the answer, also beside a larger `max_tokens`, and `finish_reason` is then `length`.",
      ["client:openai-sdk"],
      { operations: ["openaiChatCompletions"] },
    ),
    n: should(
      "`n` above 1 gives as many choices, each with its own `index` from 0 and a `finish_reason`.",
      ["client:openai-sdk"],
      { operations: ["openaiChatCompletions"] },
    ),
    "n-streamed": should(
      "A stream with `n` above 1 has chunks of each `index`, and for each one `finish_reason` that is not null.",
      ["client:openai-sdk"],
      { operations: ["openaiChatCompletions"] },
    ),
    "logit-bias": should(
      "`logit_bias` changes an answer by a bias of 100 and leaves it as it is by one of 0.",
      ["client:openai-sdk"],
      { operations: ["openaiChatCompletions"] },
    ),
    incomplete: should(
      "A response that `max_output_tokens` cut has the `status` `incomplete` and `incomplete_details.reason` `max_output_tokens`, and its stream ends with `response.incomplete`.",
      ["client:openai-sdk", "client:codex"],
      { operations: ["openaiResponses"] },
    ),
    "output-format": should(
      "`output_config.format` of type `json_schema` makes the text parse as JSON that fits its `schema` if it was not cut.",
      ["client:anthropic-sdk"],
      { operations: ["anthropicMessages"] },
    ),
    document: should(
      "The text of a block `document`, of a message or in the result of a tool, reaches the prompt.",
      ["client:anthropic-sdk"],
      { operations: ["anthropicMessages"] },
    ),
    "document-refused": should(
      "A server that reads documents answers 400 to one that it can't read, such as a PDF, rather than leave it out.",
      ["client:anthropic-sdk"],
      { operations: ["anthropicMessages"] },
    ),
    "schema-conjunction": may(
      "Keywords on one value hold together: `pattern` with lengths, `enum` with lengths, `multipleOf` with bounds, and `uniqueItems`.",
      ["client:openai-sdk", "client:ollama-python"],
      { operations: ["generate", "chat"] },
    ),
  },
);
