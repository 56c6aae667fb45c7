import { chapter, may, must, observed, should } from "./chapter.ts";

/** Rules of `POST /api/chat`. */
export const chat = chapter(
  { id: "chat", title: "Chat", about: "Answers to the messages of a chat.", operations: ["chat"] },
  {
    present: must(
      "`POST /api/chat` with a model and messages answers 200.",
      [observed, "client:open-webui", "client:zed", "client:home-assistant"],
      { presence: true },
    ),
    "message.object": must(
      "Each object of an answer has a `message` that is an object, also the last.",
      [observed, "client:zed", "client:ollama-python", "client:cline"],
      { introducedIn: "0.1.17" },
    ),
    "message.role": must("`message.role` is `assistant` in each object of an answer.", [observed, "client:zed"]),
    "message.content": must(
      "`message.content` is a string in each object of an answer, never `null` and never left out.",
      [observed, "client:litellm", "client:zed", "client:cline"],
    ),
    "message.no-images": should("`message` of an answer has no `images`, not even `null`.", [observed, "docs"]),
    "no-response-field": should("Objects of an answer have no `response`.", [observed]),
    "no-context": should("Answers have no `context`.", [observed]),
    "done.bool": must("Each object of an answer has a `done` that is a boolean.", [
      observed,
      "client:zed",
      "client:ollama-js",
    ]),
    "unstreamed.done": must("An answer with `stream` false that was not cut for its repetitions has `done` true.", [
      observed,
      "client:ollama-python",
    ]),
    "unstreamed.whole-text": must("An answer with `stream` false has the whole text in `message.content`.", [
      observed,
      "client:langchain",
      "client:llamaindex",
    ]),
    "stream.final-frame-last": must(
      "The object with `done` true is the last of a chat's stream, and has a `message`.",
      [observed, "client:ollama-js", "client:ollama-vscode", "client:zed"],
      { introducedIn: "0.1.17" },
    ),
    "done-reason.values": should("`done_reason` is `stop`, `length`, `load` or `unload`.", [observed], {
      introducedIn: "0.1.35",
    }),
    "load.answer": must("A request without messages loads the model and answers 200.", [observed, "client:open-webui"]),
    "load.empty-list": must("`messages` that is `[]` or `null` counts as none.", [observed, "client:ollama-cli"]),
    "load.one-object": must("The answer to a request without messages is one JSON object whatever `stream` says.", [
      observed,
      "client:ollama-js",
    ]),
    "load.done": must("The answer to a request without messages has `done` true.", [observed, "client:ollama-js"]),
    "load.done-reason": should("The answer to a request without messages has `done_reason` `load`.", [observed], {
      introducedIn: "0.1.35",
    }),
    "load.message": should(
      'The answer to a request without messages has the `message` `{"role":"assistant","content":""}`.',
      [observed],
    ),
    "unload.answer": must(
      "A request without messages and with `keep_alive` 0 answers 200 and unloads the model.",
      [observed, "client:open-webui"],
      { introducedIn: "0.3.11" },
    ),
    "unload.done-reason": should(
      "The answer to a chat's request that unloads has `done` true and `done_reason` `unload`.",
      [observed],
      { introducedIn: "0.3.11" },
    ),
    "unload.no-checks": may(
      "A chat's request that unloads is not checked for tools, thinking and options.",
      [observed],
      { introducedIn: "0.3.11" },
    ),
    "model.empty": should("A request without a model gets 400 `model is required`.", [observed]),
    "model.not-found": must("A model that is not in the store gets 404 from a chat.", [
      observed,
      "client:ollama-python",
      "client:open-webui",
    ]),
    "model.not-found-text": should(
      "A chat with a model that is not in the store gets `model 'nope' not found` with the name as it was sent.",
      ["handler"],
      { introducedIn: "0.12.0" },
    ),
    "model.not-a-generator": should(
      'A model that does not generate gets 400 `"m" does not support chat` with the name as it was sent.',
      ["handler"],
      { introducedIn: "0.2.0" },
    ),
    "messages.not-a-list": should("`messages` that is no array gets 400.", [observed]),
    "ignored.generate-fields": may(
      "`system`, `template`, `raw`, `suffix`, `context` and `images` beside `messages` are ignored.",
      ["go-types"],
    ),
    "same-name-as-generate": should("Chat and generate of one model share one loaded copy of it.", ["handler"], {
      operations: ["chat", "generate", "ps"],
    }),
    "multi-turn": must("An answer depends on all messages of the request and on nothing of earlier requests.", [
      "handler",
      "client:open-webui",
    ]),
  },
);
