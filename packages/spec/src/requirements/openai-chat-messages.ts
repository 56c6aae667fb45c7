import { chapter, may, must, should } from "./chapter.ts";

/** Chat completions: messages and their parts. */
export const openaiChatMessages = chapter(
  {
    id: "openai-chat-messages",
    title: "OpenAI: chat completions, messages",
    about: "Chat completions: messages and their parts.",
    operations: ["openaiChatCompletions"],
  },
  {
    "role-any-case": should("A role in upper case, such as `USER`, is read as in lower case.", ["handler"], {
      introducedIn: "0.2.6",
    }),
    "developer-role": should("A message with the role `developer` is accepted.", ["handler", "client:openai-sdk"]),
    "unknown-role": may(
      "A message with an unknown role is accepted, or refused by the chat template with an error.",
      ["handler"],
      { introducedIn: "0.2.6" },
    ),
    "text-parts": must("`content` may be a list of parts of type `text`.", [
      "handler",
      "client:openai-sdk",
      "client:continue",
      "client:cline",
    ]),
    "text-part-equals-string": should("One `text` part and the same text as a string give the same prompt.", [
      "handler",
    ]),
    "image-parts": must('`content` may hold parts of type `image_url` with an object `{"url"}`.', [
      "handler",
      "client:open-webui",
    ]),
    "image-part-string": may("`image_url` may be the URL itself instead of an object.", ["handler"]),
    "text-not-string-400": should("A `text` part whose `text` is not a string answers 400.", ["handler"]),
    "unknown-part-400": should("A part of an unknown type, such as `file`, answers 400.", ["handler"]),
    "bad-part-text": may("`error.message` for a part that is malformed or unknown is `invalid message format`.", [
      "handler",
    ]),
    "input-audio": may(
      "A part of type `input_audio` with base64 in `input_audio.data` is accepted by a model that hears.",
      ["handler"],
      { introducedIn: "0.20.0" },
    ),
    "input-audio-not-object": may(
      "An `input_audio` that is not an object answers 400 with `invalid input_audio format`.",
      ["handler"],
      { introducedIn: "0.20.0" },
    ),
    "input-audio-no-data": may(
      "An `input_audio` without `data` answers 400 with `invalid input_audio format: missing data`.",
      ["handler"],
      { introducedIn: "0.20.0" },
    ),
    "input-audio-base64": may(
      "An `input_audio` with broken base64 answers 400 with a message that begins with `invalid input_audio base64 data: `.",
      ["handler"],
      { introducedIn: "0.20.0" },
    ),
    "null-content-with-tool-calls": must("An assistant message with `content` null and `tool_calls` is accepted.", [
      "handler",
      "client:openai-sdk",
      "client:langchain",
    ]),
    "absent-content-with-tool-calls": should(
      "An assistant message without `content` but with `tool_calls` is accepted.",
      ["handler", "client:ai-sdk"],
    ),
    "null-content-empty-tool-calls": may(
      "An assistant message with `content` null and `tool_calls` `[]` is accepted.",
      ["handler"],
    ),
    "null-content-400": should("A message with `content` null and without `tool_calls` answers 400.", ["handler"]),
    "null-content-text": may("`error.message` for absent content is `invalid message content type: <nil>`.", [
      "handler",
    ]),
    "number-content-400": should(
      "A message whose `content` is a number, boolean or object answers 400, unless it has `tool_calls`.",
      ["handler"],
    ),
    "number-content-text": may(
      "`error.message` for `content` of another type names it as in Go: `invalid message content type: float64`, `bool` or `map[string]interface {}`.",
      ["handler"],
    ),
    "empty-parts": may("A message with an empty list as `content` counts as no message.", ["handler"]),
    "only-empty-parts": may(
      "A request all of whose messages have an empty list as `content` answers 200 with empty content and the `finish_reason` `load`, or 400.",
      ["handler"],
    ),
    "history-arguments-text": must(
      "`tool_calls[].function.arguments` of the history is read as a string that holds a JSON object.",
      ["handler", "client:openai-sdk"],
    ),
    "history-arguments-bad-400": should(
      '`arguments` of the history that is not a JSON object, such as `""` or `[1]`, answers 400.',
      ["handler"],
    ),
    "history-arguments-bad-text": may(
      "`error.message` for bad `arguments` of the history is `invalid tool call arguments`.",
      ["handler"],
    ),
    "tool-result": must("A message with the role `tool`, a `tool_call_id` and a string is accepted.", [
      "handler",
      "client:openai-sdk",
    ]),
    "tool-result-parts": should("A tool message may have its text as a list of `text` parts.", [
      "handler",
      "client:ai-sdk",
    ]),
    "tool-name-from-id": should(
      "A tool message without `name` takes the function name of the last call in the request with its `tool_call_id`.",
      ["handler"],
      { introducedIn: "0.11.4" },
    ),
    "tool-name-given": should("A tool message's `name` is its tool's name.", ["handler"], { introducedIn: "0.11.4" }),
    "reasoning-history": should(
      "`reasoning` of an assistant message is read as its thinking; `reasoning_content` may be ignored.",
      ["handler"],
      { introducedIn: "0.11.4" },
    ),
    "no-system": may("A chat that begins with an assistant message is accepted, unless the chat template refuses it.", [
      "handler",
      "client:openai-sdk",
    ]),
    "part-per-message": may(
      "Parts of one message may be joined by a blank line, as if each were a message of its own.",
      ["handler"],
    ),
  },
);
