import { type Static, Type } from "@sinclair/typebox";
import { optional } from "./field.ts";

/** A model that is worth trying. */
export const ModelRecommendation = Type.Object({
  model: Type.String({ description: "Name to pull." }),
  description: Type.String({ description: "What it is good for." }),
  context_length: optional(Type.Integer(), "Context in tokens."),
  max_output_tokens: optional(Type.Integer(), "Most tokens of an answer."),
  vram_bytes: optional(Type.Integer(), "GPU memory that it needs."),
  required_plan: optional(Type.String(), "What the user must pay for to use it.", "0.23.2"),
});
export type ModelRecommendation = Static<typeof ModelRecommendation>;

/** Answer of `GET /api/experimental/model-recommendations`. */
export const ModelRecommendationsResponse = Type.Object({ recommendations: Type.Array(ModelRecommendation) });
export type ModelRecommendationsResponse = Static<typeof ModelRecommendationsResponse>;
