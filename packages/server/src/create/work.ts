import type { Store } from "../store/store.ts";

/** What the steps of making one model share. */
export interface Work {
  readonly store: Store;
  /** Aborts when nobody waits for the model any more. */
  readonly signal: AbortSignal;
  /** Digests of blobs that are removed in the end, unless a model uses them. */
  readonly scraps: Set<string>;
}
