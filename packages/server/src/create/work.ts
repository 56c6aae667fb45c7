import type { ProgressResponse } from "@cria/spec";
import type { ModelName } from "../store/name.ts";
import type { PinSet } from "../store/pins.ts";
import type { Store } from "../store/store.ts";

/** Gets a model that is not in the store. */
export type PullModel = (name: ModelName, signal: AbortSignal) => AsyncIterable<ProgressResponse>;

/** What the steps of making one model share. */
export interface Work {
  readonly store: Store;
  /** Aborts when nobody waits for the model any more. */
  readonly signal: AbortSignal;
  /** Blobs that the model is going to use: deletes of other models leave them alone. */
  readonly pins: PinSet;
  /** Digests of blobs that are removed in the end, unless a model uses them. */
  readonly scraps: Set<string>;
  readonly pull: PullModel | undefined;
}
