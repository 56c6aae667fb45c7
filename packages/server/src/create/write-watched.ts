import type { ProgressResponse } from "@cria/spec";
import type { WrittenBlob } from "../store/blobs.ts";
import type { Work } from "./work.ts";

/** A step is told this often, in milliseconds. */
const interval = 500;
/** What Ollama gives as the digest of a blob that is yet to be. */
const noDigest = "0000000000000000000";

/** What a step says of a blob that is being written. */
export interface WriteProgress {
  readonly status: string;
  /** Bytes of all the work. */
  readonly total: number;
  /** Bytes that are done. */
  readonly completed: () => number;
}

/**
 * Writes chunks as one blob, and tells how far it is. Once the work's signal has aborted, it throws and leaves nothing.
 */
export async function* writeWatched(
  { store, signal, pins, scraps }: Work,
  chunks: AsyncIterable<Uint8Array>,
  { status, total, completed }: WriteProgress,
): AsyncGenerator<ProgressResponse, WrittenBlob> {
  const abortable = async function* () {
    for await (const chunk of chunks) {
      signal.throwIfAborted();
      yield chunk;
    }
  };
  const written = store.blobs.write(abortable(), pins);
  // Nobody waits for it any more once the iteration was ended between two steps.
  written.catch(() => undefined);
  for (;;) {
    const done = await Promise.race([written, Bun.sleep(interval)]);
    if (done !== undefined) {
      if (done.created) scraps.add(done.digest);
      return done;
    }
    yield { status, digest: noDigest, total, completed: Math.min(completed(), total) };
  }
}
