import { chapter, may, must, should } from "./chapter.ts";

/** GitHub Copilot in VS Code. */
export const clientCopilot = chapter(
  {
    id: "client-copilot",
    title: "GitHub Copilot in VS Code",
    about: "What Copilot asks of a server: version, list and details from `/api`, chats from `/v1`.",
    operations: ["version", "list", "show", "openaiChatCompletions"],
    presence: true,
  },
  {
    "version-readable": must(
      "`version` of `/api/version` begins with three whole numbers between dots.",
      ["client:copilot"],
      { operations: ["version"] },
    ),
    "version-at-least-0.6.4": must(
      "`version` is at least 0.6.4 or exactly `0.0.0`; below it Copilot refuses the server.",
      ["client:copilot"],
      { operations: ["version"] },
    ),
    "list-has-model": must(
      "Every entry of `/api/tags` has its name in `model`, which Copilot sends to `/api/show`.",
      ["client:copilot"],
      { operations: ["list"] },
    ),
    "show-each": must(
      '`/api/show` with `{"model": …}` answers 200 for every entry of `/api/tags`.',
      ["client:copilot"],
      { operations: ["list", "show"] },
    ),
    "capabilities-list": must(
      "`capabilities` of `/api/show` is a list for every model; without it Copilot leaves the model out of its picker.",
      ["client:copilot"],
      { operations: ["show"], introducedIn: "0.6.4" },
    ),
    "model-info-object": must("`model_info` of `/api/show` is an object that is not null.", ["client:copilot"], {
      operations: ["show"],
    }),
    architecture: must('`model_info["general.architecture"]` is a text.', ["client:copilot"], { operations: ["show"] }),
    "context-length": should(
      '`model_info["<architecture>.context_length"]` is a number; without it Copilot assumes 32768.',
      ["client:copilot"],
      { operations: ["show"] },
    ),
    basename: may(
      '`model_info["general.basename"]`, where known, is a text; Copilot shows it as the name.',
      ["client:copilot"],
      { operations: ["show"] },
    ),
    "chat-on-v1": must(
      "A streamed POST `/v1/chat/completions` on the same host and port answers a stream that ends with `[DONE]`.",
      ["client:copilot"],
      { operations: ["openaiChatCompletions"] },
    ),
    "error-body-is-json": must(
      "A 404 of `/api/show` has a JSON body; an empty one makes Copilot fail with `Unexpected end of JSON input`.",
      ["client:copilot"],
      { operations: ["show"] },
    ),
    "probe-is-get-root": must("GET `/` answers 200.", ["client:copilot"], { operations: ["root"] }),
  },
);

/** Zed. */
export const clientZed = chapter(
  {
    id: "client-zed",
    title: "Zed",
    about: "What Zed asks of a server.",
    operations: ["list", "show", "chat"],
    presence: true,
  },
  {
    "list-entry-fields": must(
      "Every entry of `/api/tags` has texts `name`, `modified_at` and `digest` and a whole number `size`.",
      ["client:zed"],
      { operations: ["list"] },
    ),
    "list-entry-details": must(
      "`details` of every entry has texts `format`, `family`, `parameter_size` and `quantization_level`.",
      ["client:zed"],
      { operations: ["list"] },
    ),
    "show-each": must(
      '`/api/show` with `{"model": …}` answers 200 for every entry of `/api/tags`; without it Zed cannot use the server.',
      ["client:zed"],
      { operations: ["list", "show"] },
    ),
    "keep-alive-minus-one": must("A chat with `keep_alive` -1, a number, answers 200.", ["client:zed"], {
      operations: ["chat"],
    }),
    "think-null": must("A chat with `think` null answers 200, also for a model that cannot think.", ["client:zed"], {
      operations: ["chat"],
    }),
    "tools-empty": must("A chat with `tools` `[]` answers 200, also for a model without tools.", ["client:zed"], {
      operations: ["chat"],
    }),
    "frame-fields": must(
      "Every frame of a streamed chat has `model`, `created_at`, `message` and `done`.",
      ["client:zed"],
      { operations: ["chat"] },
    ),
    "frame-role": must("`message.role` of every frame is `assistant`.", ["client:zed"], { operations: ["chat"] }),
    "frame-content": must("`message.content` of every frame is a string.", ["client:zed"], { operations: ["chat"] }),
    "tool-call-shape": must(
      "A tool call of a frame is an object with `function.name` and an object `function.arguments`; other keys may stand beside them.",
      ["client:zed"],
      { operations: ["chat"] },
    ),
    authorization: should("Requests with `Authorization: Bearer …` are answered as those without.", ["client:zed"]),
  },
);

/** Continue. */
export const clientContinue = chapter(
  {
    id: "client-continue",
    title: "Continue",
    about: "What Continue asks of a server.",
    operations: ["show", "list", "chat", "generate", "embed"],
    presence: true,
  },
  {
    "show-by-name": must('`/api/show` with `{"name": …}` answers 200.', ["client:continue"], { operations: ["show"] }),
    "parameters-text": must(
      "`parameters`, where a model has any, is a text in whose lines `num_ctx` and `stop` can be found.",
      ["client:continue"],
      { operations: ["show"] },
    ),
    "template-suffix": must(
      "`template` contains `.Suffix` for models that complete between two texts.",
      ["client:continue"],
      { operations: ["show"] },
    ),
    "error-key": must("An error has its text under `error`.", ["client:continue"], {
      operations: ["show", "chat", "generate", "embed"],
    }),
    "generate-suffix": must(
      "`/api/generate` with `suffix` and `raw` false answers 200 for models with the capability `insert`.",
      ["client:continue"],
      { operations: ["generate"] },
    ),
    "embeddings-not-empty": must(
      "`embeddings` of `/api/embed` has a vector per text and no empty one.",
      ["client:continue"],
      { operations: ["embed"] },
    ),
    "stream-has-content": must("The frames of a streamed chat have texts in `message.content`.", ["client:continue"], {
      operations: ["chat"],
    }),
  },
);

/** Cline. */
export const clientCline = chapter(
  {
    id: "client-cline",
    title: "Cline",
    about: "What Cline asks of a server.",
    operations: ["list", "chat"],
    presence: true,
  },
  {
    list: must("`/api/tags` answers a list of models, each with a text `name`.", ["client:cline"], {
      operations: ["list"],
    }),
    "num-ctx": must(
      "A chat with `options.num_ctx` 32768 answers 200, whatever the model was trained for.",
      ["client:cline"],
      { operations: ["chat"] },
    ),
    "content-is-text": must("`message.content` of every frame is a string.", ["client:cline"], {
      operations: ["chat"],
    }),
    "token-counts": should("The last frame has the numbers `prompt_eval_count` and `eval_count`.", ["client:cline"], {
      operations: ["chat"],
    }),
    "first-byte": should("The first frame of a chat with a loaded model comes within 30 seconds.", ["client:cline"], {
      operations: ["chat"],
    }),
  },
);

/** Roo Code. */
export const clientRooCode = chapter(
  {
    id: "client-roo-code",
    title: "Roo Code",
    about: "What Roo Code asks of a server.",
    operations: ["list", "show"],
    presence: true,
  },
  {
    "details-family": must(
      "`details` of every entry of `/api/tags` has texts `family` and `parameter_size`.",
      ["client:roo-code"],
      { operations: ["list"] },
    ),
    "model-info": must("`model_info` of `/api/show` is an object.", ["client:roo-code"], { operations: ["show"] }),
    "tools-capability": must(
      "`capabilities` of `/api/show` has `tools` for every model that can call tools; Roo Code hides the others.",
      ["client:roo-code"],
      { operations: ["show"], introducedIn: "0.6.4" },
    ),
    "context-length-key": must(
      "A key of `model_info` contains `context_length` and its value is a number.",
      ["client:roo-code"],
      { operations: ["show"] },
    ),
  },
);

/** Ollama's VS Code extension. */
export const clientOllamaVscode = chapter(
  {
    id: "client-ollama-vscode",
    title: "Ollama's VS Code extension",
    about: "What Ollama's own extension asks of a server.",
    operations: ["version", "list", "show", "ps", "chat"],
    presence: true,
  },
  {
    "list-and-show": must("`/api/tags` answers a list whose names `/api/show` accepts.", ["client:ollama-vscode"], {
      operations: ["list", "show"],
    }),
    "ps-during-chat": should("`/api/ps` answers while a chat streams.", ["client:ollama-vscode"], {
      operations: ["ps", "chat"],
    }),
    "ps-context-length": should("Entries of `/api/ps` have the number `context_length`.", ["client:ollama-vscode"], {
      operations: ["ps"],
      introducedIn: "0.10.0",
    }),
    "terminal-frame": must("A streamed chat ends with a frame whose `done` is true.", ["client:ollama-vscode"], {
      operations: ["chat"],
    }),
  },
);
