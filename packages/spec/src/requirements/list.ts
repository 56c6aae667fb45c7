import { chapter, may, must, observed, should } from "./chapter.ts";

/** Rules of `GET /api/tags`. */
export const list = chapter(
  {
    id: "tags",
    title: "List of models",
    about: "What `GET /api/tags` says of the models in the store.",
    operations: ["list"],
  },
  {
    present: must(
      "`GET /api/tags` answers 200 with a JSON object.",
      [observed, "client:open-webui", "client:copilot", "client:home-assistant", "client:langchain"],
      { presence: true },
    ),
    "models-array": must("`models` is an array, empty where the store is empty, never `null` and never left out.", [
      "handler",
      "client:ollama-python",
      "client:open-webui",
    ]),
    "entry.name": must("Each model has a string `name` with its tag.", [observed, "client:open-webui", "client:zed"]),
    "entry.model": must(
      "Each model has a `model` that equals its `name`.",
      [observed, "client:copilot", "client:open-webui", "client:home-assistant", "client:langchain"],
      { introducedIn: "0.1.20" },
    ),
    "entry.modified-at": must("Each model has a `modified_at` that is a time.", [
      observed,
      "client:zed",
      "client:ollama-python",
    ]),
    "entry.size": must("Each model has a `size` that is a whole number of bytes and not negative.", [
      observed,
      "client:zed",
    ]),
    "entry.size-sum": may("`size` is the sum of the sizes of all layers and the configuration.", ["handler"]),
    "entry.digest": must("Each model has a string `digest`.", [observed, "client:open-webui", "client:zed"]),
    "entry.digest-form": should("`digest` is 64 hexadecimal digits in lower case, without `sha256:`.", [observed]),
    "entry.digest-shared": may("Two names that one manifest was copied to have the same `digest`.", ["handler"]),
    "entry.details": must(
      "Each model has an object `details`.",
      [observed, "client:zed", "client:roo-code", "client:lightrag"],
      { introducedIn: "0.1.15" },
    ),
    "entry.capabilities": should(
      "Each model has an array `capabilities` unless it has none.",
      [observed, "client:open-webui"],
      { introducedIn: "0.30.0" },
    ),
    "entry.capabilities-subset": may("`capabilities` of the list may lack some of those that show names.", [observed], {
      introducedIn: "0.30.0",
    }),
    "entry.context-length": should(
      "`details.context_length` is the context that the model was trained for, where it is known.",
      ["handler"],
      { introducedIn: "0.30.0" },
    ),
    "entry.embedding-length": may(
      "`details.embedding_length` is the width of the model's embeddings, where it is known.",
      ["handler"],
      { introducedIn: "0.30.0" },
    ),
    "entry.remote": may("A cloud model has `remote_model` and `remote_host`.", ["handler"], { introducedIn: "0.12.0" }),
    "names-unique": should("No two models of the list have the same `name`.", ["handler"]),
    complete: must(
      "A model that was created, copied or pulled is in the list at once.",
      ["handler", "client:ollama-cli", "client:open-webui"],
      { operations: ["list", "create", "copy", "pull"] },
    ),
    "deleted-gone": must("A deleted model is no longer in the list.", ["handler", "client:open-webui"], {
      operations: ["list", "delete"],
    }),
    "order.newest-first": should("Models stand in the order of `modified_at`, newest first.", [observed]),
    "order.ties": may("Models of the same second stand in any order, which may differ from call to call.", [observed]),
    stable: must("Calls without a change between them list the same models.", ["handler", "client:home-assistant"]),
    "broken-skipped": should("A broken manifest in the store is left out rather than making the list fail.", [
      "handler",
    ]),
    head: should("`HEAD /api/tags` answers with the status and content type of the GET.", [observed], {
      introducedIn: "0.5.12",
    }),
    "not-unloading": should("The list is answered while a model generates.", ["handler", "client:ollama-vscode"]),
  },
);
