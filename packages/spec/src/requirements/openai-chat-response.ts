import { chapter, may, must, observed, should } from "./chapter.ts";

/** Chat completions: an answer that is not streamed. */
export const openaiChatResponse = chapter(
  {
    id: "openai-chat-response",
    title: "OpenAI: chat completions, answers",
    about: "Chat completions: an answer that is not streamed.",
    operations: ["openaiChatCompletions"],
  },
  {
    object: must("`object` is `chat.completion`.", ["handler", "client:openai-sdk"]),
    id: should("`id` begins with `chatcmpl-`.", ["handler", observed]),
    "created-seconds": should("`created` is the time of the answer in whole Unix seconds.", ["handler", observed]),
    "model-echo": should("`model` is the name as the request gave it.", ["handler", observed]),
    fingerprint: may("`system_fingerprint` is `fp_ollama`, or another text.", ["handler", observed]),
    "one-choice": must("`choices` has exactly one element, with `index` 0.", ["handler", "client:openai-sdk"]),
    role: must("`choices[0].message.role` is `assistant`.", ["handler", "client:openai-sdk"]),
    "content-is-text": must('`choices[0].message.content` is a string; beside tool calls it may be `""` or null.', [
      "handler",
      "client:openai-sdk",
      "client:litellm",
    ]),
    "content-key-present": should("`choices[0].message` has the key `content` even if nothing was said.", [
      "handler",
      "client:openai-sdk",
    ]),
    "finish-stop": must("`finish_reason` is `stop` if the model ended its answer or a stop text did.", [
      "handler",
      "client:openai-sdk",
    ]),
    "finish-length": must("`finish_reason` is `length` if the token limit cut an answer without tool calls.", [
      "handler",
      "client:openai-sdk",
    ]),
    "finish-tool-calls": must("`finish_reason` is `tool_calls` if the model ended its answer with tool calls.", [
      "handler",
      "client:openai-sdk",
      "client:copilot",
    ]),
    "length-beats-tool-calls": should(
      "`finish_reason` is `length` even with tool calls if the token limit cut the answer.",
      ["handler"],
      { introducedIn: "0.32.6" },
    ),
    "tool-calls-omitted": should(
      "Without tool calls there is no key `tool_calls`, or it is null; it is not an empty list.",
      ["handler", "client:openai-sdk"],
    ),
    "tool-call-type": must("Every tool call has the `type` `function`.", ["handler", "client:openai-sdk"]),
    "tool-call-index": may("A tool call may have an `index`, counted from 0.", ["handler"]),
    "usage-present": must("`usage` has whole numbers `prompt_tokens`, `completion_tokens` and `total_tokens`.", [
      "handler",
      "client:openai-sdk",
    ]),
    "usage-sum": should("`total_tokens` is `prompt_tokens` plus `completion_tokens`.", ["handler"]),
    "usage-counts-thinking": should("`completion_tokens` counts the tokens of reasoning too.", ["handler"]),
    "prompt-tokens-positive": should("`prompt_tokens` is above 0 if the prompt was not empty.", [
      "handler",
      "client:continue",
    ]),
    "agrees-with-native": should(
      "With the same options, `seed` and messages the text is that of `/api/chat`.",
      ["handler"],
      { operations: ["openaiChatCompletions", "chat"] },
    ),
  },
);
