import type { ServerContext } from "../http/context.ts";
import { ApiError } from "../http/error.ts";
import { acquireRunner } from "./acquire-runner.ts";
import { findModel, refuseRemote, weightsNotFound } from "./find-model.ts";

export interface EmbeddingWish {
  /** The model's name as it was sent. */
  readonly model: string;
  readonly options?: Record<string, unknown> | undefined;
  readonly keep_alive?: number | undefined;
}

/** Loads the model of a request for embeddings. Throws an {@link ApiError} with the texts that these endpoints have. */
export async function loadForEmbedding(
  context: ServerContext,
  wish: EmbeddingWish,
  signal: AbortSignal,
): Promise<void> {
  const found = await find(context, wish.model);
  refuseRemote(found, wish.model, context.environment.noCloud);
  const { options, keep_alive: keepAlive } = wish;
  const held = await acquireRunner(context, { model: found.model, sent: wish.model, options, keepAlive }, signal);
  held.lease.release();
}

/** The answer to texts: as Ollama's for models that were not made to embed, and no other is run here yet. */
export function embeddingsUnsupported(sent: string): ApiError {
  return new ApiError(501, `${JSON.stringify(sent)} does not support embeddings`);
}

async function find({ store }: ServerContext, sent: string) {
  try {
    return await findModel(store, sent);
  } catch (error) {
    throw error instanceof ApiError && error.status === 404 ? weightsNotFound(sent, error) : error;
  }
}
