import type { EmbedResponse } from "@cria/spec";
import type { Handler } from "../http/context.ts";
import { ApiError } from "../http/error.ts";
import { jsonResponse } from "../http/stream.ts";
import { embeddingsUnsupported, loadForEmbedding } from "../inference/find-for-embedding.ts";
import { modelNotFound } from "../inference/find-model.ts";

/** `POST /api/embed`: without texts, loads the model. Models that embed are not run yet: texts get 501. */
export const embed: Handler<"embed"> = async ({ body, context, signal }) => {
  const isEmpty = hasNoTexts(body.input);
  if (body.model.trim() === "") throw modelNotFound(body.model);
  await loadForEmbedding(context, body, signal);
  if (!isEmpty) throw embeddingsUnsupported(body.model);
  return jsonResponse({ model: body.model, embeddings: [] } satisfies EmbedResponse);
};

/** Whether there is nothing to embed. Throws an {@link ApiError} for what is neither a text nor texts. */
function hasNoTexts(input: unknown): boolean {
  if (input === undefined || input === null || input === "") return true;
  if (typeof input === "string") return false;
  if (!Array.isArray(input) || input.some((text) => typeof text !== "string")) {
    throw new ApiError(400, "invalid input type");
  }
  return input.length === 0;
}
