import { chapter, must, should } from "./chapter.ts";

/** Open WebUI. */
export const clientOpenWebui = chapter(
  {
    id: "client-open-webui",
    title: "Open WebUI",
    about: "What Open WebUI asks of a server.",
    operations: ["version", "list", "ps", "chat"],
    presence: true,
  },
  {
    "verify-version": must("`/api/version` answers 200 with a text `version`.", ["client:open-webui"], {
      operations: ["version"],
    }),
    "list-model-and-name": must("Every entry of `/api/tags` has texts `model` and `name`.", ["client:open-webui"], {
      operations: ["list"],
    }),
    "list-digest": must(
      "Every entry of `/api/tags` has a text `digest`; without it older releases do not start.",
      ["client:open-webui"],
      { operations: ["list"] },
    ),
    "list-details": must("Every entry of `/api/tags` has an object `details`.", ["client:open-webui"], {
      operations: ["list"],
    }),
    "ps-answers": must("`/api/ps` answers 200 with a list `models`, empty if none is loaded.", ["client:open-webui"], {
      operations: ["ps"],
    }),
    "ps-name": must(
      "Every entry of `/api/ps` has a `name` that is not empty and stands in `/api/tags`.",
      ["client:open-webui"],
      { operations: ["ps", "list"] },
    ),
    "ps-expires-at": must(
      "`expires_at` of every entry of `/api/ps` is a time that Python's `datetime.fromisoformat` reads.",
      ["client:open-webui"],
      { operations: ["ps"] },
    ),
    "error-key": must("An error has its text under `error`, not under `detail`.", ["client:open-webui"], {
      operations: ["chat"],
    }),
    "stream-content-type": must(
      "A streamed chat has the `Content-Type` `application/x-ndjson`.",
      ["client:open-webui"],
      { operations: ["chat"] },
    ),
    unload: must(
      "`/api/generate` with `keep_alive` 0 and no prompt unloads the model: it disappears from `/api/ps`.",
      ["client:open-webui"],
      { operations: ["generate", "ps"], introducedIn: "0.3.11" },
    ),
    "pull-digest": must(
      "Frames of a pull that tell of a download have `digest`, `total` and `completed`.",
      ["client:open-webui"],
      { operations: ["pull"] },
    ),
    "names-usable": must(
      "Every name of `/api/tags` is accepted by `/api/chat` or `/api/embed`.",
      ["client:open-webui"],
      { operations: ["list", "chat"] },
    ),
  },
);

/** Home Assistant. */
export const clientHomeAssistant = chapter(
  {
    id: "client-home-assistant",
    title: "Home Assistant",
    about: "What Home Assistant asks of a server.",
    operations: ["list", "chat"],
    presence: true,
  },
  {
    "list-stable": must(
      "`/api/tags` answers 200 each time it is asked, also at once by several.",
      ["client:home-assistant"],
      { operations: ["list"] },
    ),
    "list-model": must("Every entry of `/api/tags` has a text `model`.", ["client:home-assistant"], {
      operations: ["list"],
    }),
    "num-ctx-float": must("A chat with `options.num_ctx` `8192.0` answers 200.", ["client:home-assistant"], {
      operations: ["chat"],
    }),
    "keep-alive-seconds": must('A chat with `keep_alive` `"60s"` answers 200.', ["client:home-assistant"], {
      operations: ["chat"],
    }),
    "keep-alive-minus-one": must("A chat with `keep_alive` -1 answers 200.", ["client:home-assistant"], {
      operations: ["chat"],
    }),
    "think-false": must(
      "A chat with `think` false answers 200, also for a model that cannot think.",
      ["client:home-assistant"],
      { operations: ["chat"] },
    ),
    "tool-arguments-object": must("`function.arguments` of a tool call is an object.", ["client:home-assistant"], {
      operations: ["chat"],
    }),
    "tool-roundtrip": must(
      "Tool calls as answered, with arguments as objects, and messages of the role `tool` are accepted as history.",
      ["client:home-assistant"],
      { operations: ["chat"] },
    ),
    "format-empty": must('A chat with `format` `""` answers 200.', ["client:home-assistant"], { operations: ["chat"] }),
    done: must("Every frame has a boolean `done`, true in the last.", ["client:home-assistant"], {
      operations: ["chat"],
    }),
    "unauthorised-401": should(
      "A server that asks for a key answers 401 or 403 without one.",
      ["client:home-assistant"],
      { operations: ["list"] },
    ),
  },
);

/** n8n. */
export const clientN8n = chapter(
  { id: "client-n8n", title: "n8n", about: "What n8n asks of a server.", operations: ["root", "list"], presence: true },
  {
    "root-2xx": must(
      "GET `/` answers a status from 200 to 299; n8n's test of the credentials is this.",
      ["client:n8n"],
      { operations: ["root"] },
    ),
    list: must("`/api/tags` answers a list of models, each with a text `name`.", ["client:n8n"], {
      operations: ["list"],
    }),
  },
);

/** AnythingLLM. */
export const clientAnythingllm = chapter(
  {
    id: "client-anythingllm",
    title: "AnythingLLM",
    about: "What AnythingLLM asks of a server.",
    operations: ["chat"],
    presence: true,
  },
  {
    "unknown-options": must("A chat with unknown options such as `useMLock` and `numCtx` answers 200.", [
      "client:anythingllm",
    ]),
    "token-counts": should("The last frame has the numbers `prompt_eval_count` and `eval_count`.", [
      "client:anythingllm",
    ]),
  },
);

/** Hermes agent. */
export const clientHermesAgent = chapter(
  {
    id: "client-hermes-agent",
    title: "Hermes agent",
    about: "What Hermes agent asks of a server.",
    operations: ["show"],
    presence: true,
  },
  {
    "show-by-name": must(
      '`/api/show` with `{"name": …}` answers as with `model`; without it the agent halves the context silently.',
      ["client:hermes-agent"],
    ),
    "context-length": must("`model_info` has a number under a key that ends in `.context_length`.", [
      "client:hermes-agent",
    ]),
  },
);

/** ComfyUI's Ollama nodes. */
export const clientComfyui = chapter(
  {
    id: "client-comfyui",
    title: "ComfyUI's Ollama nodes",
    about: "What ComfyUI's Ollama nodes ask of a server.",
    operations: ["generate"],
    presence: true,
  },
  {
    context: must("An answer of `/api/generate` that is not streamed has a list `context`.", ["client:comfyui"]),
    "context-accepted": must("That `context` is accepted in the next request.", ["client:comfyui"]),
  },
);

/** llm with its Ollama plugin. */
export const clientLlmOllama = chapter(
  {
    id: "client-llm-ollama",
    title: "llm with its Ollama plugin",
    about: "What the Ollama plugin of llm asks of a server.",
    operations: ["list", "show"],
    presence: true,
  },
  {
    "show-each": must("`/api/show` answers 200 with the key `model_info` for every entry of `/api/tags`.", [
      "client:llm-ollama",
    ]),
    capabilities: should("`capabilities` says which models embed and which take images.", ["client:llm-ollama"], {
      operations: ["show"],
      introducedIn: "0.6.4",
    }),
  },
);

/** ollama-telegram. */
export const clientOllamaTelegram = chapter(
  {
    id: "client-ollama-telegram",
    title: "ollama-telegram",
    about: "What ollama-telegram asks of a server.",
    operations: ["chat"],
    presence: true,
  },
  {
    "images-empty": should("A message with `images` `[]` answers 200.", ["client:ollama-telegram"]),
  },
);
