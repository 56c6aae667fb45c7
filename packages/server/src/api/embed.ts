import type { EmbedResponse } from "@cria/spec";
import type { Handler, ServerContext } from "../http/context.ts";
import { ApiError } from "../http/error.ts";
import { jsonResponse } from "../http/stream.ts";
import { type EmbeddingWish, embeddingsUnsupported, loadForEmbedding } from "../inference/find-for-embedding.ts";
import { modelNotFound } from "../inference/find-model.ts";

export interface EmbedCall {
  readonly body: EmbeddingWish & { readonly input?: unknown; readonly dimensions?: number | undefined };
  readonly context: ServerContext;
  readonly signal: AbortSignal;
}

/** `POST /api/embed`: the vectors of texts. */
export const embed: Handler<"embed"> = async (call) => jsonResponse(await inferEmbed(call));

/** Without texts, loads the model. Models that embed are not run yet: texts get an {@link ApiError} with status 501. */
export async function inferEmbed({ body, context, signal }: EmbedCall): Promise<EmbedResponse> {
  const isEmpty = hasNoTexts(body.input);
  if (body.model.trim() === "") throw modelNotFound(body.model);
  await loadForEmbedding(context, body, signal);
  if (!isEmpty) throw embeddingsUnsupported(body.model);
  return { model: body.model, embeddings: [] };
}

/** Whether there is nothing to embed. Throws an {@link ApiError} for what is neither a text nor texts. */
function hasNoTexts(input: unknown): boolean {
  if (input === undefined || input === null || input === "") return true;
  if (typeof input === "string") return false;
  if (!Array.isArray(input) || input.some((text) => typeof text !== "string")) {
    throw new ApiError(400, "invalid input type");
  }
  return input.length === 0;
}
