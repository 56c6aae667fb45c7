import { chapter, may, must, observed, should } from "./chapter.ts";

/** Rules of loading, unloading and queueing. */
export const scheduler = chapter(
  {
    id: "scheduler",
    title: "Loading and queueing",
    about: "When models are loaded and how requests wait.",
    operations: ["generate", "chat"],
  },
  {
    "load.on-demand": must("A request to a model that is not loaded loads it and is answered.", [
      "handler",
      "client:ollama-cli",
      "client:zed",
    ]),
    "load.once": should("Many requests at once to a model that is not loaded load it once.", ["handler"], {
      operations: ["generate", "chat", "ps"],
    }),
    "load.shared-weights": may(
      "Models with the same weights share one loaded copy, so that `keep_alive` of one concerns the other.",
      [observed],
    ),
    "load.reload-num-ctx": should(
      "A request with another `num_ctx` loads the model anew with that context.",
      [observed],
      { operations: ["generate", "chat", "ps"] },
    ),
    "load.no-reload": should(
      "A request with the same options as the one before has a `load_duration` far below that of the first.",
      ["handler"],
    ),
    "load.waits-for-running": should("A model is loaded anew only after requests that run have ended.", ["handler"]),
    "load.failure-status": must(
      "A model that can't be loaded gets 500 or another status of an error rather than an empty answer.",
      ["handler", "client:home-assistant"],
    ),
    "load.failure-retry": should("A model that failed to load is tried again with the next request.", ["handler"]),
    "load.timeout-text": may(
      "A load that stands still for long gets 500 with a text that starts with `timed out waiting for`.",
      ["handler"],
    ),
    "concurrency.all-answered": must("Requests that come at once are all answered.", ["handler", "client:open-webui"]),
    "concurrency.independent": must("Answers to requests that run at once have nothing of each other in them.", [
      "handler",
      "client:open-webui",
    ]),
    "concurrency.waiting-unbounded": may("Requests to a loaded model wait without limit and get no 503.", [observed]),
    "concurrency.light-endpoints": must(
      "List, show, version and loaded models are answered while a model is loading or generating.",
      ["handler", "client:ollama-vscode"],
      { operations: ["list", "show", "version", "ps"] },
    ),
    "queue.full-status": should(
      "A request that must load a model gets 503 where too many such requests wait.",
      [observed, "docs"],
      { introducedIn: "0.1.33" },
    ),
    "queue.full-text": should(
      "The 503 of a full queue has the text `server busy, please try again.  maximum pending requests exceeded` with two spaces.",
      [observed],
      { introducedIn: "0.1.33" },
    ),
    "queue.abandoned-skipped": should("A waiting request whose client has left is skipped.", ["handler"]),
    "queue.order": may("Requests that wait for a model to load are served in the order in which they came.", [
      "handler",
    ]),
    "evict.idle-first": should("Room for a new model is made by unloading one that is idle.", ["handler"], {
      operations: ["generate", "chat", "ps"],
    }),
    "evict.never-running": must("A model that generates is not unloaded before it has ended its answer.", [
      "handler",
      "client:open-webui",
    ]),
    "runner.death-status": should("A model that dies before its answer begins gets 500.", ["handler"]),
    "runner.death-mid-stream": should(
      "A model that dies in the middle of a stream ends it with a line that has `error`.",
      ["handler"],
    ),
    "runner.death-recovers": should("A model that died is loaded again by the next request.", ["handler"]),
    "cancel.load": may("A client that leaves while its model is loading ends that load.", ["handler"]),
  },
);
