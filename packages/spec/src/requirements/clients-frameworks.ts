import { chapter, must } from "./chapter.ts";

/** LangChain. */
export const clientLangchain = chapter(
  {
    id: "client-langchain",
    title: "LangChain",
    about: "What LangChain asks of a server.",
    operations: ["list", "chat", "embed"],
    presence: true,
  },
  {
    "list-model": must(
      "`model` of an entry of `/api/tags` is the model's name with its tag, so that `m` is found as `m:latest`.",
      ["client:langchain"],
      { operations: ["list"] },
    ),
    "chat-stream": must(
      "A streamed chat has `message` in every frame and `done_reason` in the last.",
      ["client:langchain"],
      { operations: ["chat"] },
    ),
    "tool-arguments-object": must("`function.arguments` of a tool call is an object.", ["client:langchain"], {
      operations: ["chat"],
    }),
    "embed-list": must("`/api/embed` with a list of texts answers as many vectors, in order.", ["client:langchain"], {
      operations: ["embed"],
    }),
    nulls: must("`keep_alive`, `format` and `options` may be null.", ["client:langchain"], { operations: ["chat"] }),
  },
);

/** LlamaIndex. */
export const clientLlamaindex = chapter(
  {
    id: "client-llamaindex",
    title: "LlamaIndex",
    about: "What LlamaIndex asks of a server.",
    operations: ["chat"],
    presence: true,
  },
  {
    "format-empty": must('A chat with `format` `""` answers 200 with unconstrained text.', ["client:llamaindex"]),
    options: must("A chat with `options` of `temperature` and `num_ctx` and a `keep_alive` answers 200.", [
      "client:llamaindex",
    ]),
    content: must("`message.content` is a string.", ["client:llamaindex"]),
    "tool-arguments-object": must("`function.arguments` of a tool call is an object.", ["client:llamaindex"]),
  },
);

/** AI SDK. */
export const clientAiSdk = chapter(
  {
    id: "client-ai-sdk",
    title: "AI SDK",
    about: "What the Ollama providers of the AI SDK ask of a server.",
    operations: ["chat"],
    presence: true,
  },
  {
    "created-at": must("`created_at` of every frame is a text in the form of RFC 3339.", ["client:ai-sdk"]),
    durations: must("The last frame of an answer with tokens has numbers `total_duration` and `eval_duration`.", [
      "client:ai-sdk",
    ]),
    "token-counts": must("The last frame of an answer with tokens has numbers `prompt_eval_count` and `eval_count`.", [
      "client:ai-sdk",
    ]),
    message: must("`message` of every frame, the last included, has `role` and a string `content`.", ["client:ai-sdk"]),
  },
);

/** LangFlow. */
export const clientLangflow = chapter(
  {
    id: "client-langflow",
    title: "LangFlow",
    about: "What LangFlow asks of a server.",
    operations: ["list", "show"],
    presence: true,
  },
  {
    capabilities: must(
      "`/api/show` answers 200 with a list `capabilities` for every entry of `/api/tags`; a 501 leaves LangFlow's list empty.",
      ["client:langflow"],
      { introducedIn: "0.6.4" },
    ),
  },
);
