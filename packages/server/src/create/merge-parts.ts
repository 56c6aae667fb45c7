import { encodeGguf, type JoinedParts } from "@cria/engine";
import type { ProgressResponse } from "@cria/spec";
import type { WrittenBlob } from "../store/blobs.ts";
import type { Work } from "./work.ts";

/** A step is told this often while the parts are copied, in milliseconds. */
const interval = 500;
/** What Ollama gives as the digest of a blob that is yet to be. */
const noDigest = "0000000000000000000";

/**
 * Writes the parts of a split model as one blob, and tells how far it is. Once the work's signal has aborted, it throws
 * and leaves nothing.
 */
export async function* mergeParts(
  { store, signal, pins, scraps }: Work,
  { header: { fileSize: total }, content }: JoinedParts,
): AsyncGenerator<ProgressResponse, WrittenBlob> {
  let completed = 0;
  const counted = async function* () {
    for await (const chunk of encodeGguf(content)) {
      signal.throwIfAborted();
      yield chunk;
      completed += chunk.length;
    }
  };
  const written = store.blobs.write(counted(), pins);
  // Nobody waits for it any more once the iteration was ended between two steps.
  written.catch(() => undefined);
  for (;;) {
    const done = await Promise.race([written, Bun.sleep(interval)]);
    if (done !== undefined) {
      if (done.created) scraps.add(done.digest);
      return done;
    }
    yield { status: "validating GGUF model", digest: noDigest, total, completed: Math.min(completed, total) };
  }
}
