import { chapter, may, should } from "./chapter.ts";

const answers = ["generate", "chat"] as const;

/** What older versions did otherwise; a rule without `removedIn` is in the chapter of its endpoint. */
export const changes = chapter(
  { id: "changes", title: "Older versions", about: "What versions before the newest did otherwise." },
  {
    "not-found.single-quotes-pull": should(
      "A model that is not in the store gets `model 'nope' not found, try pulling it first`.",
      ["handler"],
      { operations: answers, introducedIn: "0.1.2", removedIn: "0.2.2" },
    ),
    "not-found.double-quotes-pull": should(
      'A model that is not in the store gets `model "nope" not found, try pulling it first` from generate and chat.',
      ["handler"],
      { operations: answers, introducedIn: "0.2.2", removedIn: "0.3.11" },
    ),
    "empty-model.required": should("Generate without a model gets 400 `model is required`.", ["handler"], {
      operations: ["generate"],
      removedIn: "0.5.2",
    }),
    "empty-model.embed-required": should("Embed without a model gets 400 `model is required`.", ["handler"], {
      operations: ["embed"],
      introducedIn: "0.2.6",
      removedIn: "0.5.2",
    }),
    "invalid-name.generate-not-found": should(
      "Generate and embed with a name that can't be a name get 404.",
      ["handler"],
      { operations: ["generate", "embed"], introducedIn: "0.5.2", removedIn: "0.18.0" },
    ),
    "invalid-name.chat-required": should(
      "Chat and embeddings with a name that can't be a name get 400 `model is required`.",
      ["handler"],
      { operations: ["chat", "embeddings"], introducedIn: "0.5.2", removedIn: "0.18.0" },
    ),
    "names.near-duplicates-refused": may(
      "A new name that differs from a stored one in case alone is refused.",
      ["handler"],
      { operations: ["create", "copy", "pull"], introducedIn: "0.1.40", removedIn: "0.4.3" },
    ),
    "wrong-method.not-found": should("A method that a known path does not have gets 404.", ["handler"], {
      removedIn: "0.7.0",
    }),
    "clean-path.moved": may("A path with `//` or `/./` in it gets 301 or 307 to the cleaned path.", ["handler"], {
      removedIn: "0.24.0",
    }),
    "first-event.status-200": should(
      "A streaming request whose first event is an error gets 200 and a line with `error`.",
      ["handler"],
      { operations: ["generate", "chat", "create", "pull", "push"], removedIn: "0.12.6" },
    ),
    "roles.checked": should(
      "A role other than `system`, `user` and `assistant` gets an error with a text that starts with `invalid role:`.",
      ["handler"],
      { operations: ["chat"], introducedIn: "0.1.14", removedIn: "0.2.2" },
    ),
    "options.unknown-refused": should(
      "Unknown options get 400 with a text that starts with `invalid options:`.",
      ["handler"],
      { operations: answers, introducedIn: "0.1.2", removedIn: "0.1.35" },
    ),
    "format.json-only": should(
      "A `format` that is neither empty nor `json` gets 400 `format must be json`.",
      ["handler"],
      { operations: answers, introducedIn: "0.1.9", removedIn: "0.2.2" },
    ),
    "format.empty-or-json": should(
      'A `format` that is neither empty nor `json` gets 400 `format must be empty or "json"`.',
      ["handler"],
      { operations: answers, introducedIn: "0.2.2", removedIn: "0.5.0" },
    ),
    "keep-alive.wrong-type-default": may("A `keep_alive` of a wrong JSON type means five minutes.", ["handler"], {
      operations: answers,
      introducedIn: "0.1.23",
      removedIn: "0.1.34",
    }),
    "keep-alive.fractions-cut": may("A fraction of a second in `keep_alive` is cut off.", ["handler"], {
      operations: answers,
      introducedIn: "0.1.34",
      removedIn: "0.11.8",
    }),
    "unload.loads-first": may(
      "An empty prompt with `keep_alive` 0 loads the model and lets it expire, with `done_reason` `load`.",
      ["handler"],
      { operations: answers, introducedIn: "0.1.35", removedIn: "0.3.11" },
    ),
    "chat.final-without-message": may("The last frame of a chat has no `message`.", ["handler"], {
      operations: ["chat"],
      introducedIn: "0.1.14",
      removedIn: "0.1.17",
    }),
    "chat.empty-content-omitted": may("An empty `content` is left out of a chat's frames.", ["handler"], {
      operations: ["chat"],
      introducedIn: "0.2.6",
      removedIn: "0.2.7",
    }),
    "tools.unstreamed-only": may(
      "Tool calls are found with `stream` false alone, and streams have them as raw text.",
      ["handler"],
      { operations: ["chat"], introducedIn: "0.2.6", removedIn: "0.4.6" },
    ),
    "tools.buffered-stream": may(
      "A stream with `tools` in the request holds all output back until a tool call is found or the answer ends.",
      ["handler"],
      { operations: ["chat"], introducedIn: "0.4.6", removedIn: "0.8.0" },
    ),
    "tools.without-id": may("Tool calls have no `id`.", ["handler", "client:zed"], {
      operations: ["chat"],
      introducedIn: "0.2.6",
      removedIn: "0.12.10",
    }),
    "tools.without-index": may("Tool calls have no `function.index`.", ["handler"], {
      operations: ["chat"],
      introducedIn: "0.2.6",
      removedIn: "0.4.7",
    }),
    "tools.argument-order-lost": may("Keys of arguments stand in an order of their own.", ["handler"], {
      operations: ["chat"],
      introducedIn: "0.2.6",
      removedIn: "0.14.0",
    }),
    "think.off-by-default": should(
      "A model that can think does not think unless `think` is true, or has its thinking in the text.",
      ["handler"],
      { operations: answers, introducedIn: "0.9.0", removedIn: "0.12.4" },
    ),
    "think.bool-only": should("`think` is `true` or `false`, and no level.", ["handler"], {
      operations: answers,
      introducedIn: "0.9.0",
      removedIn: "0.11.0",
    }),
    "think.structured-first-pass": may("With thinking on, `format` restricts the thinking too.", ["handler"], {
      operations: ["chat"],
      introducedIn: "0.9.0",
      removedIn: "0.12.4",
    }),
    "metrics.prompt-new-tokens": may(
      "`prompt_eval_count` counts only prompt tokens that did not come from a cache.",
      ["handler"],
      { operations: answers, introducedIn: "0.1.0", removedIn: "0.4.0" },
    ),
    "metrics.prompt-without-cache": may(
      "`prompt_eval_count` leaves out prompt tokens that came from a cache.",
      ["handler"],
      { operations: answers, introducedIn: "0.30.0", removedIn: "0.30.1" },
    ),
    "long-prompt.truncate-off-text": should(
      "With `truncate` false a prompt longer than the context gets 400 `the input length exceeds the context length`.",
      ["handler"],
      { operations: answers, introducedIn: "0.12.6", removedIn: "0.30.0" },
    ),
    "embed.too-long-input-length": may(
      "With `truncate` false a text that is too long gets 400 `input length exceeds maximum context length`.",
      ["handler"],
      { operations: ["embed"], introducedIn: "0.2.6", removedIn: "0.12.0" },
    ),
    "embed.too-long-input": may(
      "With `truncate` false a text that is too long gets 400 `input exceeds maximum context length`.",
      ["handler"],
      { operations: ["embed"], introducedIn: "0.12.0", removedIn: "0.13.3" },
    ),
    "repeat-penalty.default": may("The default of `repeat_penalty` is 1.1.", ["handler", "docs"], {
      operations: answers,
      removedIn: "0.17.5",
    }),
    "repeat-penalty.default-briefly": may("The default of `repeat_penalty` is 1.0 for a few versions.", ["handler"], {
      operations: answers,
      introducedIn: "0.17.5",
      removedIn: "0.18.0",
    }),
    "repeat-penalty.default-again": may("The default of `repeat_penalty` is 1.1 again.", ["handler"], {
      operations: answers,
      introducedIn: "0.18.0",
      removedIn: "0.32.10",
    }),
    "num-ctx.default-2048": may("The default of `num_ctx` is 2048.", ["handler", "docs"], {
      operations: answers,
      removedIn: "0.6.7",
    }),
    "num-ctx.default-4096": may("The default of `num_ctx` is 4096.", ["handler", "docs"], {
      operations: answers,
      introducedIn: "0.6.7",
      removedIn: "0.15.5",
    }),
    "create.modelfile": should(
      "A model is made from the text of a `modelfile` or from the `path` of one.",
      ["handler", "docs"],
      { operations: ["create"], removedIn: "0.5.5" },
    ),
    "create.modelfile-required": should(
      "A request with neither `modelfile` nor `path` gets the error `path or modelfile are required`.",
      ["handler"],
      { operations: ["create"], removedIn: "0.5.5" },
    ),
    "pull.removing-any": may("A pull says `removing any unused layers` before `success`.", ["handler", "docs"], {
      operations: ["pull"],
      removedIn: "0.3.7",
    }),
    "images.generated": may(
      "`width`, `height` and `steps` are read, and the answer of a model that makes images has `image`.",
      ["handler"],
      { operations: ["generate"], introducedIn: "0.14.3", removedIn: "0.32.6" },
    ),
    "show.name-only": may("The model of show is named in `name` alone.", ["handler"], {
      operations: ["show"],
      removedIn: "0.1.20",
    }),
    "delete.name-only": may("The model of a deletion is named in `name` alone.", ["handler"], {
      operations: ["delete"],
      removedIn: "0.1.21",
    }),
    "show.model-info-omitted": may("`model_info` is left out where nothing is known of a model.", ["handler"], {
      operations: ["show"],
      introducedIn: "0.1.45",
      removedIn: "0.14.3",
    }),
    "list.without-capabilities": may("Models of `GET /api/tags` have no `capabilities`.", ["handler"], {
      operations: ["list"],
      removedIn: "0.30.0",
    }),
    "host.unchecked": may("Any `Host` is allowed.", ["handler"], { removedIn: "0.1.29" }),
    "queue.unbounded": may("Requests wait without limit.", ["handler"], { operations: answers, removedIn: "0.1.33" }),
  },
);
