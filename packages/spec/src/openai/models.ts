import { type Static, Type } from "@sinclair/typebox";
import { nullable } from "../nullable.ts";

/** A model of the store, and the answer of `GET /v1/models/:model`. */
export const OpenAIModel = Type.Object({
  id: Type.String({ description: "Short name with tag in the list; the name exactly as sent when asked for one." }),
  object: Type.Literal("model"),
  created: Type.Integer({ description: "Unix time in seconds when the model was changed last." }),
  owned_by: Type.String({ description: "Namespace, mostly `library`." }),
});
export type OpenAIModel = Static<typeof OpenAIModel>;

/** The answer of `GET /v1/models`. */
export const ModelList = Type.Object({
  object: Type.Literal("list"),
  data: nullable(Type.Array(OpenAIModel), { description: "Changed last comes first; null if there are none." }),
});
export type ModelList = Static<typeof ModelList>;
