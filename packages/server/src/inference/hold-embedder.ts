import type { ServerContext } from "../http/context.ts";
import { ApiError } from "../http/error.ts";
import type { Lease } from "../scheduler/lease.ts";
import type { StoredModel } from "../store/model.ts";
import { shortName } from "../store/name.ts";
import { acquireRunner } from "./acquire-runner.ts";
import { findModel, refuseRemote, weightsNotFound } from "./find-model.ts";

/** What requests that embed or rank have in common. */
export interface EmbedderWish {
  /** The model's name as it was sent. */
  readonly model: string;
  readonly options?: Record<string, unknown> | undefined;
  readonly keep_alive?: number | undefined;
}

/** A model that is loaded for a request, to be released after it. */
export interface HeldEmbedder {
  readonly model: StoredModel;
  readonly lease: Lease;
  /** Takes note of what was embedded. */
  readonly embedded: (texts: number, tokens: number) => void;
}

/** Loads the model of a request. Throws an {@link ApiError} with the texts that endpoints for embeddings have. */
export async function holdEmbedder(
  context: ServerContext,
  wish: EmbedderWish,
  signal: AbortSignal,
): Promise<HeldEmbedder> {
  const found = await find(context, wish.model);
  refuseRemote(found, wish.model, context.environment.noCloud);
  const { model } = found;
  const { options, keep_alive: keepAlive } = wish;
  const { lease } = await acquireRunner(context, { model, sent: wish.model, options, keepAlive }, signal);
  const embedded = (texts: number, tokens: number) =>
    context.health?.metrics.embedded(shortName(model.name), texts, tokens);
  return { model, lease, embedded };
}

async function find({ store }: ServerContext, sent: string) {
  try {
    return await findModel(store, sent);
  } catch (error) {
    throw error instanceof ApiError && error.status === 404 ? weightsNotFound(sent, error) : error;
  }
}
