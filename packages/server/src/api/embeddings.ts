import type { EmbeddingsResponse } from "@cria/spec";
import type { Handler } from "../http/context.ts";
import { ApiError } from "../http/error.ts";
import { jsonResponse } from "../http/stream.ts";
import { embeddingsUnsupported, loadForEmbedding } from "../inference/find-for-embedding.ts";

/** `POST /api/embeddings`, the older way to embed: without a prompt, loads the model. A prompt gets 501 as yet. */
export const embeddings: Handler<"embeddings"> = async ({ body, context, signal }) => {
  if (body.model.trim() === "") throw new ApiError(400, "model is required");
  await loadForEmbedding(context, body, signal);
  if (body.prompt) throw embeddingsUnsupported(body.model);
  return jsonResponse({ embedding: [] } satisfies EmbeddingsResponse);
};
