import { chapter, may, must, observed, should } from "./chapter.ts";

/** The list of models and one of them. */
export const openaiModels = chapter(
  {
    id: "openai-models",
    title: "OpenAI: models",
    about: "The list of models and one of them.",
    operations: ["openaiModels"],
  },
  {
    "list-object": must("`object` of the list is `list`.", ["handler", observed, "client:openai-sdk"]),
    id: must("Every model has its name in `id`, not in `name`.", ["handler", observed, "client:openai-sdk"]),
    "id-usable": must(
      "Every `id` of the list names a model that the other operations find: none answers it with 404.",
      ["handler", "client:openai-sdk", "client:open-webui"],
    ),
    "same-as-tags": must(
      "The `id`s are the names of `/api/tags`, tag included.",
      ["handler", observed, "client:copilot"],
      { operations: ["openaiModels", "list"] },
    ),
    "order-of-tags": should("The order is that of `/api/tags`.", ["handler", observed], {
      operations: ["openaiModels", "list"],
      introducedIn: "0.30.7",
    }),
    object: should("`object` of every model is `model`.", ["handler", observed, "client:openai-sdk"]),
    created: should("`created` is a whole number of Unix seconds, the time of `modified_at`.", ["handler", observed]),
    "owned-by": should("`owned_by` is the namespace of the name, `library` for names without one.", [
      "handler",
      observed,
    ]),
    empty: may("`data` of an empty store is null or an empty list.", ["handler", "client:openai-sdk"]),
    "retrieve.found": must(
      "An installed model's name, with or without `:latest`, answers 200.",
      ["handler", observed, "client:openai-sdk"],
      { operations: ["openaiModel"] },
    ),
    "retrieve.id-echo": should(
      "`id` is the name as the path gave it, or the full name with its tag.",
      ["handler", observed, "client:openai-sdk"],
      { operations: ["openaiModel"] },
    ),
    "retrieve.object": should("`object` is `model`.", ["handler", observed, "client:openai-sdk"], {
      operations: ["openaiModel"],
    }),
    "retrieve.owned-by": should(
      "`owned_by` is the namespace of the name, `library` for names without one.",
      ["handler", observed],
      { operations: ["openaiModel"] },
    ),
    "retrieve.created": should("`created` is that of the list.", ["handler", observed], {
      operations: ["openaiModel"],
    }),
    "retrieve.missing-404": must(
      "A model that is not installed answers 404 with the error of the OpenAI routes.",
      ["handler", observed, "client:openai-sdk"],
      { operations: ["openaiModel"] },
    ),
    "retrieve.missing-text": may(
      "`error.message` of a missing model is `model '<name with tag>' not found`.",
      ["handler", observed],
      { operations: ["openaiModel"], introducedIn: "0.30.0" },
    ),
    "retrieve.invalid-400": should("A name that is not valid answers 400 or 404.", ["handler"], {
      operations: ["openaiModel"],
      introducedIn: "0.18.0",
    }),
    "retrieve.slash": may(
      "A name with a slash, also as `%2F`, answers 404, or the model if it is installed.",
      ["handler"],
      { operations: ["openaiModel"] },
    ),
  },
);
