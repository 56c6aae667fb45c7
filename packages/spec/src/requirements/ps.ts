import { chapter, may, must, observed, should } from "./chapter.ts";

/** Rules of `GET /api/ps`. */
export const ps = chapter(
  { id: "ps", title: "Loaded models", about: "What `GET /api/ps` says of the models in memory.", operations: ["ps"] },
  {
    present: must(
      "`GET /api/ps` answers 200 with a JSON object.",
      [observed, "client:open-webui", "client:ollama-vscode"],
      { presence: true },
    ),
    "models-array": must("`models` is an array, empty where nothing is loaded, never `null` and never left out.", [
      observed,
      "client:ollama-python",
      "client:open-webui",
    ]),
    "entry.name": must(
      "Each loaded model has a `name` that is not empty and that `GET /api/tags` lists.",
      [observed, "client:open-webui"],
      { operations: ["ps", "list"] },
    ),
    "entry.model": should("Each loaded model has a `model` that equals its `name`.", [observed]),
    "entry.digest": should("`digest` of a loaded model is that of the list.", [observed], {
      operations: ["ps", "list"],
    }),
    "entry.details": should("Each loaded model has an object `details`.", [observed]),
    "entry.expires-at": must("`expires_at` is a time that Python's `datetime.fromisoformat` reads.", [
      observed,
      "client:open-webui",
    ]),
    "entry.expires-ahead": should("`expires_at` of an idle model lies in the future.", [observed]),
    "entry.size": should("`size` is a whole number of bytes above 0.", [observed, "client:ollama-cli"]),
    "entry.size-vram": must("`size_vram` is a whole number of bytes from 0 to `size`.", [
      observed,
      "client:ollama-cli",
    ]),
    "entry.context-length": must("`context_length` is a whole number above 0.", [observed, "client:ollama-vscode"], {
      introducedIn: "0.10.0",
    }),
    "loaded-appears": must("A model is listed after a request has loaded it.", [observed, "client:open-webui"], {
      operations: ["ps", "generate", "chat"],
    }),
    "unloaded-gone": must("A model is no longer listed soon after it was unloaded.", ["handler", "client:open-webui"], {
      operations: ["ps", "generate", "chat"],
    }),
    "loading-hidden": may("A model that is still being loaded is not listed.", ["handler"]),
    "shared-weights-once": may("Models that share their weights are listed once, under the name that loaded them.", [
      observed,
    ]),
    order: may("Models stand in the order of `expires_at`, latest first.", ["handler"]),
    "not-loading": should("Calls of `GET /api/ps` load nothing and change no `expires_at` of an idle model.", [
      "handler",
    ]),
    "while-generating": must("`GET /api/ps` answers while a model generates.", ["handler", "client:ollama-vscode"]),
    "expires-moves": may("While a model generates its `expires_at` moves with the clock.", [observed]),
    "no-head": may("`HEAD /api/ps` gets 405.", [observed], { introducedIn: "0.7.0" }),
  },
);
