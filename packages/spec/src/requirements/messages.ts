import { chapter, may, must, observed, should } from "./chapter.ts";

/** Rules of messages in requests and answers of a chat. */
export const messages = chapter(
  {
    id: "messages",
    title: "Messages",
    about: "Fields of messages, and what is accepted in them.",
    operations: ["chat"],
  },
  {
    "role.standard": must(
      "The roles `system`, `user`, `assistant` and `tool` are accepted.",
      [observed, "client:ollama-js", "client:home-assistant"],
      { introducedIn: "0.2.6" },
    ),
    "role.lower-cased": should("A role means the same whatever its case.", [observed], { introducedIn: "0.2.6" }),
    "role.unknown": may("A role that is unknown or missing is passed on to the model's template.", [observed], {
      introducedIn: "0.2.2",
    }),
    "role.answer": must("The `role` of an answer's message is `assistant`.", [observed, "client:zed"]),
    "content.always-string": must(
      "The `content` of an answer's message is always a string, empty where there is no text.",
      [observed, "client:litellm", "client:cline", "client:zed"],
    ),
    "content.parts-refused": should(
      "A `content` that is an array of parts gets 400 with a text that starts with `json: cannot unmarshal`.",
      [observed],
    ),
    "content.null": should("A `content` that is `null` or missing means the empty string.", [observed]),
    "content.unicode": must("Text of any language and emoji in `content` reach the model unchanged.", [
      "handler",
      "client:open-webui",
    ]),
    "thinking.accepted": should("`thinking` of an assistant's message in a request is accepted.", ["go-types"], {
      introducedIn: "0.9.0",
    }),
    "images.accepted": must("`images` of a message in a request are accepted.", ["handler", "client:ollama-js"], {
      introducedIn: "0.1.15",
    }),
    "tool-name.accepted": must(
      "`tool_name` of a message with the role `tool` is accepted.",
      ["go-types", "client:ollama-js"],
      { introducedIn: "0.9.6" },
    ),
    "tool-call-id.accepted": should("`tool_call_id` of a message with the role `tool` is accepted.", ["go-types"], {
      introducedIn: "0.12.10",
    }),
    "tool-calls.history": must(
      "Tool calls of an answer are accepted in the messages of the next request as they were.",
      ["handler", "client:home-assistant", "client:ollama-python"],
      { introducedIn: "0.2.6" },
    ),
    "tool-calls.without-id": must(
      "Tool calls without `id` and without `index` in a request's messages are accepted.",
      ["go-types", "client:home-assistant"],
      { introducedIn: "0.2.6" },
    ),
    "tool-calls.type-ignored": should("A `type` of a tool call in a request's messages is ignored.", [observed]),
    "tool-calls.arguments-string": should(
      "Arguments of a tool call in a request's messages that are a string get 400.",
      [observed],
      { introducedIn: "0.14.0" },
    ),
    "tool-calls.arguments-text": may(
      "Arguments that are no object get 400 `Value looks like object, but can't find closing '}' symbol`.",
      [observed],
      { introducedIn: "0.14.0" },
    ),
    "tool-calls.arguments-null": may("Arguments that are `null` mean `{}`.", [observed]),
    "null-message": may("A message that is `null` counts as an empty message.", [observed]),
    "not-an-object": should(
      "A message that is no object gets 400 with a text that starts with `json: cannot unmarshal`.",
      [observed],
    ),
    "unknown-fields": must("Unknown fields of a message are ignored.", ["handler", "client:langchain"]),
    "single-system": must("A chat of a system message alone, or of any number of messages, is answered.", [
      "handler",
      "client:open-webui",
    ]),
    "trailing-assistant": should("An assistant's message at the end is continued rather than answered.", ["handler"]),
    "history.used": must("All messages that fit the context reach the model, in their order.", [
      "handler",
      "client:open-webui",
    ]),
  },
);
