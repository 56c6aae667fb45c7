import { type Static, Type } from "@sinclair/typebox";
import { go } from "../go.ts";
import { KeepAlive } from "../native/duration.ts";
import { optional } from "../native/field.ts";
import { ModelOptions } from "../native/options.ts";

const document = Type.Union([
  Type.String(),
  Type.Object({ text: Type.String() }, { description: "A document with its text; other fields are given back." }),
]);

/**
 * Body of a request that ranks documents, as clients of Jina and llama-server send it (`documents`) or those of
 * text-embeddings-inference (`texts`).
 */
export const RerankRequest = Type.Object(
  {
    model: optional(Type.String(), "Name of the model; if absent, the one model of the store that ranks."),
    query: Type.String({ description: "What is looked for." }),
    documents: optional(
      Type.Array(document, go("interface {}", "any")),
      "What is ranked; an empty list gives no results.",
    ),
    texts: optional(
      Type.Array(Type.String(), go("interface {}", "any")),
      "The same for clients of text-embeddings-inference, whose answer is a list.",
    ),
    top_n: optional(Type.Integer(), "Most results; absent, 0 or less are all."),
    return_documents: optional(Type.Boolean({ default: true }), "Whether results have their documents."),
    return_text: optional(Type.Boolean({ default: false }), "Whether results of `texts` have their text."),
    raw_scores: optional(
      Type.Boolean({ default: false }),
      "Whether scores are as the model gives them, rather than between 0 and 1.",
    ),
    truncate: optional(Type.Boolean({ default: true }), "Whether a document that is too long is cut."),
    keep_alive: optional(KeepAlive),
    options: optional(ModelOptions),
  },
  go("api.RerankRequest"),
);
export type RerankRequest = Static<typeof RerankRequest>;

/** How well one document answers the query. */
export const RerankResult = Type.Object({
  index: Type.Integer({ description: "Position of the document in the request, from 0." }),
  relevance_score: Type.Number({ description: "Between 0 and 1 unless raw scores were asked for." }),
  document: optional(
    Type.Object({ text: Type.String() }, { description: "The document, as an object with its text." }),
    "Absent with `return_documents` false.",
  ),
});
export type RerankResult = Static<typeof RerankResult>;

/** Answer to `documents`. */
export const RerankResponse = Type.Object({
  model: Type.String({ description: "The model's name as it was sent." }),
  object: Type.Literal("list"),
  results: Type.Array(RerankResult, { description: "The most relevant first." }),
  usage: Type.Object({
    prompt_tokens: Type.Integer({ description: "Tokens of all pairs of query and document." }),
    total_tokens: Type.Integer({ description: "The same." }),
  }),
});
export type RerankResponse = Static<typeof RerankResponse>;

/** How well one text answers the query, for clients of text-embeddings-inference. */
export const RankedText = Type.Object({
  index: Type.Integer({ description: "Position of the text in the request, from 0." }),
  score: Type.Number({ description: "Between 0 and 1 unless raw scores were asked for." }),
  text: optional(Type.String(), "With `return_text` true."),
});
export type RankedText = Static<typeof RankedText>;

/** Answer to `texts`: the most relevant first. */
export const RankedTexts = Type.Array(RankedText);
export type RankedTexts = Static<typeof RankedTexts>;
