import { chapter, must, should } from "./chapter.ts";

/** The ollama command. */
export const clientOllamaCli = chapter(
  {
    id: "client-ollama-cli",
    title: "The ollama command",
    about: "What the ollama command asks of a server.",
    operations: ["root", "show", "generate", "chat", "list", "delete", "copy"],
    presence: true,
  },
  {
    "head-root": must(
      "HEAD `/` answers 200; the command takes anything else for a server that does not run.",
      ["client:ollama-cli"],
      { operations: ["root"] },
    ),
    "show-by-model": must('`/api/show` with `{"model": …}` answers 200.', ["client:ollama-cli"], {
      operations: ["show"],
    }),
    load: must(
      "`/api/generate` with a model alone answers one object with `done` true and `done_reason` `load`.",
      ["client:ollama-cli"],
      { operations: ["generate"] },
    ),
    "chat-stream": must("A streamed chat is NDJSON whose last object has `done` true.", ["client:ollama-cli"], {
      operations: ["chat"],
    }),
    "missing-404": must(
      "`/api/show` of a model that is not installed answers 404; the command then pulls it.",
      ["client:ollama-cli"],
      { operations: ["show"] },
    ),
    status: should("`/api/status` answers 200 with an object `cloud`.", ["client:ollama-cli"], {
      operations: ["status"],
      introducedIn: "0.16.2",
    }),
    "times-parse": must(
      "Times are in the form of RFC 3339; Go's decoder drops an object with any other.",
      ["client:ollama-cli"],
      { operations: ["list", "ps", "show", "chat"] },
    ),
    "list-digest": must(
      "`digest` of a model has at least 12 characters, of which the command shows the first 12.",
      ["client:ollama-cli"],
      { operations: ["list"] },
    ),
    "delete-with-body": must("DELETE `/api/delete` reads its JSON body.", ["client:ollama-cli"], {
      operations: ["delete"],
    }),
    "error-text": must("`error` is a text that a user can read.", ["client:ollama-cli"], { operations: ["chat"] }),
    "ps-size-vram": should(
      "Entries of `/api/ps` have the number `size_vram`, at most `size`, from which the command tells where the model is.",
      ["client:ollama-cli"],
      { operations: ["ps"] },
    ),
  },
);

/** Ollama's JavaScript library. */
export const clientOllamaJs = chapter(
  {
    id: "client-ollama-js",
    title: "Ollama's JavaScript library",
    about: "What the npm package `ollama` asks of a server.",
    operations: ["chat", "generate", "pull", "delete"],
    presence: true,
  },
  {
    lines: must(
      "A stream is lines of JSON that end with a line feed, the last of which may lack it.",
      ["client:ollama-js"],
      { operations: ["chat", "generate"] },
    ),
    "ends-with-done": must(
      "A stream ends with a frame whose `done` is true; the package throws `Did not receive done or success response in stream.` otherwise.",
      ["client:ollama-js"],
      { operations: ["chat", "generate"] },
    ),
    "pull-ends-with-success": must("A pull's stream ends with the `status` `success`.", ["client:ollama-js"], {
      operations: ["pull"],
    }),
    "error-content-type": must(
      "An error has a `Content-Type` that contains `application/json`, or the package shows the raw body.",
      ["client:ollama-js"],
      { operations: ["chat", "generate"] },
    ),
    "mid-stream-error": should(
      "A failure in the middle of a stream is a line with the key `error`, which the package throws.",
      ["client:ollama-js"],
      { operations: ["chat", "generate"] },
    ),
    "name-key": must("Pull, push and delete take the model's name in `name`.", ["client:ollama-js"], {
      operations: ["pull", "delete"],
    }),
    "accept-json": must(
      "A streamed request with `Accept: application/json` is answered, not refused with 406.",
      ["client:ollama-js"],
      { operations: ["chat", "generate"] },
    ),
  },
);

/** Ollama's Python library. */
export const clientOllamaPython = chapter(
  {
    id: "client-ollama-python",
    title: "Ollama's Python library",
    about: "What the Python package `ollama` asks of a server.",
    operations: ["list", "show", "chat"],
    presence: true,
  },
  {
    "list-models": must("`/api/tags` has the key `models` with a list.", ["client:ollama-python"], {
      operations: ["list"],
    }),
    "show-model-info": must("`/api/show` has the key `model_info`.", ["client:ollama-python"], {
      operations: ["show"],
    }),
    "arguments-mapping": must("`function.arguments` of a tool call is an object.", ["client:ollama-python"], {
      operations: ["chat"],
    }),
    "modified-at": must("`modified_at`, where present, is a time in the form of RFC 3339.", ["client:ollama-python"], {
      operations: ["list", "show"],
    }),
    "content-not-null": must(
      "`message.content` of a frame is a string or absent, never null.",
      ["client:ollama-python"],
      { operations: ["chat"] },
    ),
    "details-types": must("`details.families` is a list of texts or null.", ["client:ollama-python"], {
      operations: ["list", "show"],
    }),
  },
);

/** Ollama's Go package. */
export const clientOllamaGo = chapter(
  {
    id: "client-ollama-go",
    title: "Ollama's Go package",
    about: "What programs built on Ollama's Go package ask of a server.",
    operations: ["chat", "list"],
    presence: true,
  },
  {
    "created-at": must(
      "`created_at` is a text in the form of RFC 3339, neither a number nor seconds since 1970 with a `Z`.",
      ["client:ollama-go"],
      { operations: ["chat"] },
    ),
    "durations-whole": must("Durations are whole numbers of nanoseconds.", ["client:ollama-go"], {
      operations: ["chat"],
    }),
    "sizes-whole": must("`size` is a whole number.", ["client:ollama-go"], { operations: ["list"] }),
  },
);
