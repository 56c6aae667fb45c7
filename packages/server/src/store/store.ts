import type { StoredModel } from "./model.ts";
import type { ModelName } from "./name.ts";

/** No model of this name is in the store. */
export class ModelNotFoundError extends Error {
  override readonly name = "ModelNotFoundError";
}

/** A model store in Ollama's layout. */
export interface Store {
  /** The model of this name, matched ignoring case. Throws {@link ModelNotFoundError}, or what reading it threw. */
  resolve(name: ModelName): Promise<StoredModel>;
}
