import { type Static, Type } from "@sinclair/typebox";
import { go } from "../go.ts";
import { ignored } from "../ignored.ts";
import { optional } from "../native/field.ts";
import { since } from "../since.ts";

/** Body of `POST /v1/embeddings`. Input that is too long is always cut. */
export const OpenAIEmbeddingsRequest = Type.Object(
  {
    model: Type.String(),
    input: Type.Union([Type.String(), Type.Array(Type.String(), { minItems: 1 })], {
      ...go("interface {}", "any"),
      description: "A text or several, never tokens.",
    }),
    dimensions: optional(
      Type.Integer(),
      "Length that vectors are cut to and normalised again; without effect unless it is shorter.",
      "0.11.11",
    ),
    encoding_format: optional(
      Type.String({ pattern: "^([Ff][Ll][Oo][Aa][Tt]|[Bb][Aa][Ss][Ee]64)?$", default: "float" }),
      "float or base64, in any case.",
      "0.12.7",
    ),
    user: ignored(Type.String()),
    options: ignored(Type.Unknown(), "only the native protocol has it."),
    truncate: ignored(Type.Boolean(), "only the native protocol has it."),
    keep_alive: ignored(Type.Unknown(), "only the native protocol has it."),
  },
  go("openai.EmbedRequest"),
);
export type OpenAIEmbeddingsRequest = Static<typeof OpenAIEmbeddingsRequest>;

/** The vector of one input. */
export const Embedding = Type.Object({
  object: Type.Literal("embedding"),
  embedding: Type.Union(
    [
      Type.Array(Type.Number()),
      Type.String({ ...since("0.12.7"), contentEncoding: "base64", description: "Little-endian 32-bit floats." }),
    ],
    { description: "Of length 1, in the form that `encoding_format` asked for." },
  ),
  index: Type.Integer({ description: "Position of the input, from 0." }),
});
export type Embedding = Static<typeof Embedding>;

/** The answer of `POST /v1/embeddings`. */
export const EmbeddingList = Type.Object({
  object: Type.Literal("list"),
  data: Type.Array(Embedding),
  model: Type.String({ description: "The model's name as it was sent." }),
  usage: Type.Object(
    {
      prompt_tokens: Type.Integer({ description: "Tokens of all inputs." }),
      total_tokens: Type.Integer({ description: "The same." }),
    },
    since("0.3.3"),
  ),
});
export type EmbeddingList = Static<typeof EmbeddingList>;
