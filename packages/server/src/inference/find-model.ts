import { ApiError } from "../http/error.ts";
import type { StoredModel } from "../store/model.ts";
import { parseName } from "../store/name.ts";
import { type ModelReference, parseReference } from "../store/reference.ts";
import { ModelNotFoundError, type Store } from "../store/store.ts";

/** A model that a request names, and where it asks to have it run. */
export interface FoundModel {
  readonly model: StoredModel;
  readonly source: ModelReference["source"];
}

/**
 * Finds the model that a request names. Throws an {@link ApiError}: 404 if there is none, 400 for an invalid
 * name, 403 for a cloud model; or what reading the model threw.
 */
export async function findModel(store: Store, sent: string): Promise<FoundModel> {
  const reference = parseReference(sent);
  const name = parseName(reference.name);
  if (name === undefined) throw new ApiError(400, "invalid model name");
  if (reference.source === "cloud") throw cloudDisabled();
  try {
    return { model: await store.resolve(name), source: reference.source };
  } catch (error) {
    throw error instanceof ModelNotFoundError ? modelNotFound(sent, error) : error;
  }
}

/** Throws an {@link ApiError} for a model that is a stub for one elsewhere, which nothing here can run. */
export function refuseRemote({ model, source }: FoundModel, sent: string, noCloud: boolean): void {
  if (model.config.remote_host === undefined) return;
  if (source === "local") throw modelNotFound(sent);
  if (noCloud) throw cloudDisabled();
  throw new ApiError(400, "this server cannot run this remote model");
}

/** The answer to a request for a model that is not here. */
export function modelNotFound(sent: string, cause?: unknown): ApiError {
  return new ApiError(404, `model '${sent}' not found`, { cause });
}

/** The answer to a request for a model whose weights are not in the store, though its manifest names them. */
export function weightsNotFound(sent: string, cause: unknown): ApiError {
  return new ApiError(404, `model ${JSON.stringify(sent)} not found, try pulling it first`, { cause });
}

function cloudDisabled(): ApiError {
  return new ApiError(403, "ollama cloud is disabled: remote model is unavailable");
}
