import { mapElements } from "./changes.ts";
import type { Mutant } from "./mutant.ts";
import { answers, bodies } from "./protocols.ts";

/** Mutants of models in OpenAI's protocol. */
export const openaiModels: readonly Mutant[] = [
  {
    id: "openai-models-name",
    bug: "Models of the list have their name in `name`.",
    seenIn: "Nutlope/aicommits#329",
    killedBy: ["openai-models.id", "openai-models.same-as-tags"],
    answer: bodies("openaiModels", (body) => mapElements(body, "data", ({ id, ...model }) => ({ ...model, name: id }))),
  },
  {
    id: "openai-models-without-tag",
    bug: "The ids of the list lack the tag.",
    killedBy: ["openai-models.same-as-tags"],
    answer: bodies("openaiModels", (body) =>
      mapElements(body, "data", (model) => ({ ...model, id: String(model.id).split(":")[0] })),
    ),
  },
  {
    id: "openai-models-native-shape",
    bug: "`/v1/models` answers what `/api/tags` does.",
    killedBy: ["openai-models.list-object"],
    answer: bodies("openaiModels", ({ data }) => ({ models: data })),
  },
  {
    id: "openai-models-created-0",
    bug: "`created` of every model is 0.",
    killedBy: ["openai-models.created"],
    answer: bodies("openaiModels", (body) => mapElements(body, "data", (model) => ({ ...model, created: 0 }))),
  },
  {
    id: "openai-model-invented",
    bug: "A model that is not installed is described all the same.",
    killedBy: ["openai-models.retrieve.missing-404"],
    answer: answers("openaiModel", (answer, { params }) =>
      answer.status === 404
        ? {
            ...answer,
            status: 200,
            body: { kind: "json", value: { id: params.model, object: "model", created: 0, owned_by: "library" } },
          }
        : answer,
    ),
  },
];
