import { type Static, Type } from "@sinclair/typebox";
import { go } from "../go.ts";
import { KeepAlive } from "./duration.ts";
import { optional } from "./field.ts";
import { ModelOptions } from "./options.ts";

/** Body of `POST /api/embed`. No input loads the model. */
export const EmbedRequest = Type.Object(
  {
    model: Type.String({ description: "Name of the model." }),
    input: optional(
      Type.Union([Type.String(), Type.Array(Type.String())], go("interface {}", "any")),
      "The text to embed, or several.",
    ),
    truncate: optional(Type.Boolean({ default: true }), "Whether a text that is too long is cut."),
    dimensions: optional(Type.Integer(), "Length to cut the vectors to; 0 keeps them whole.", "0.11.11"),
    keep_alive: optional(KeepAlive),
    options: optional(ModelOptions),
  },
  go("api.EmbedRequest"),
);
export type EmbedRequest = Static<typeof EmbedRequest>;

/** Answer of `POST /api/embed`. */
export const EmbedResponse = Type.Object({
  model: Type.String({ description: "The model's name as it was sent." }),
  embeddings: Type.Array(Type.Array(Type.Number()), {
    description: "One vector of length 1 per text, in the order of the input.",
  }),
  total_duration: optional(Type.Integer(), "Nanoseconds from the request to the answer.", "0.3.1"),
  load_duration: optional(Type.Integer(), "Nanoseconds until the model was ready.", "0.3.1"),
  prompt_eval_count: optional(Type.Integer(), "Tokens of all texts.", "0.3.1"),
});
export type EmbedResponse = Static<typeof EmbedResponse>;

/** Body of `POST /api/embeddings`, the older way to embed. No prompt loads the model. */
export const EmbeddingsRequest = Type.Object(
  {
    model: Type.String({ description: "Name of the model." }),
    prompt: optional(Type.String(), "The text to embed."),
    keep_alive: optional(KeepAlive, undefined, "0.1.23"),
    options: optional(ModelOptions),
  },
  go("api.EmbeddingRequest"),
);
export type EmbeddingsRequest = Static<typeof EmbeddingsRequest>;

/** Answer of `POST /api/embeddings`. */
export const EmbeddingsResponse = Type.Object({
  embedding: Type.Union([Type.Array(Type.Number()), Type.Null()], {
    description: "The vector as the model made it; null if it made none, empty if there was no prompt.",
  }),
});
export type EmbeddingsResponse = Static<typeof EmbeddingsResponse>;
