import type { Gguf } from "@cria/engine";
import type { EmbeddingsResponse } from "@cria/spec";
import type { Handler } from "../http/context.ts";
import { ApiError } from "../http/error.ts";
import { jsonResponse } from "../http/stream.ts";
import { embedInputs, requireVectors } from "../inference/embed-inputs.ts";
import { holdEmbedder } from "../inference/hold-embedder.ts";
import { normalize } from "../inference/normalize.ts";

/**
 * `POST /api/embeddings`, the older way to embed: without a prompt, loads the model. A text is never cut, and whatever is
 * wrong with it gets 500.
 */
export const embeddings: Handler<"embeddings"> = async ({ body, context, signal }) => {
  if (body.model.trim() === "") throw new ApiError(400, "model is required");
  const held = await holdEmbedder(context, body, signal);
  try {
    if (!body.prompt) return jsonResponse({ embedding: [] } satisfies EmbeddingsResponse);
    requireVectors(held.lease, body.model);
    const { vectors } = await embedInputs(held, { inputs: [body.prompt], truncate: false }, signal);
    const vector = vectors[0]!;
    const given = wasGivenRaw(await held.model.gguf()) ? vector : normalize(vector);
    return jsonResponse({ embedding: given });
  } catch (error) {
    throw error instanceof ApiError && error.status === 400
      ? new ApiError(500, error.message, { cause: error })
      : error;
  } finally {
    held.lease.release();
  }
};

/** Whether this endpoint has always given a model's vectors as they are, so that those in databases still fit. */
function wasGivenRaw({ metadata }: Gguf): boolean {
  const architecture = metadata.get("general.architecture")?.value;
  const isNormalized = metadata.get(`${architecture}.normalize_embeddings`)?.value;
  switch (architecture) {
    case "bert":
      return (metadata.get("tokenizer.ggml.model")?.value ?? "bert") !== "bert" || isNormalized === false;
    case "nomic-bert":
    case "nomic-bert-moe":
      return isNormalized !== true;
    default:
      return false;
  }
}
