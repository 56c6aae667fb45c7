import { mkdir, statfs } from "node:fs/promises";
import type { ProgressResponse } from "@cria/spec";
import { formatBytes } from "../command/format/bytes.ts";
import type { PinSet } from "../store/pins.ts";
import type { Transfer, WantedBlob } from "./download/downloads.ts";
import type { PullParts } from "./pull.ts";
import type { RegistryClient } from "./registry-client.ts";
import { RegistryError } from "./registry-error.ts";

/** Milliseconds between two looks at how far the downloads are. */
const interval = 100;
/** Milliseconds after which blobs that came are made to look new, so that no other program prunes them meanwhile. */
const touchInterval = 10 * 60_000;

/** Throws a {@link RegistryError} if the disk does not have room for what is still to come. */
async function checkSpace({ store, downloads }: PullParts, blobs: readonly WantedBlob[], more: number): Promise<void> {
  await mkdir(store.blobs.partialFolder, { recursive: true });
  const missing = await Promise.all(blobs.map((blob) => downloads.missing(blob)));
  const needed = missing.reduce((sum, bytes) => sum + bytes, more);
  const { bavail, bsize } = await statfs(store.blobs.partialFolder);
  const free = bavail * bsize;
  if (needed > free) {
    throw new RegistryError(
      `no space left on device: ${formatBytes(needed)} are still to come, ${formatBytes(free)} are free in ${store.root}`,
    );
  }
}

interface Running {
  readonly blob: WantedBlob;
  readonly transfer: Transfer;
  /** What was told last. */
  told: number;
}

/** What a download is a part of. */
export interface DownloadContext {
  readonly signal: AbortSignal;
  /** Gets the blobs, so that deletes of other models leave them alone. */
  readonly pins: PinSet;
  /** Bytes that are going to be written besides. */
  readonly more?: number;
}

/**
 * Gets blobs into the store, all at once, and tells how far each is. Throws a {@link RegistryError} if the disk does not have
 * room for what is still to come and `more` bytes, or what ended a download.
 */
export async function* downloadBlobs(
  parts: PullParts,
  client: RegistryClient,
  blobs: readonly WantedBlob[],
  { signal, pins, more = 0 }: DownloadContext,
): AsyncGenerator<ProgressResponse> {
  const { store, downloads } = parts;
  for (const { digest } of blobs) pins.add(digest);
  await checkSpace(parts, blobs, more);
  const present = await Promise.all(blobs.map(async ({ digest, size }) => (await store.blobs.size(digest)) === size));
  for (const [i, blob] of blobs.entries()) {
    if (!present[i]) continue;
    await store.blobs.touch(blob.digest);
    yield step(blob, blob.size);
  }
  const ending = new AbortController();
  const either = AbortSignal.any([signal, ending.signal]);
  const running: Running[] = blobs
    .filter((_, i) => !present[i])
    .map((blob) => ({ blob, transfer: downloads.get(blob, client, either), told: -1 }));
  try {
    const all = Promise.all(running.map(({ transfer }) => transfer.finished)).then(() => true);
    all.catch(() => undefined);
    let touched = Date.now();
    for (let isDone = false; !isDone; ) {
      isDone = await Promise.race([all, Bun.sleep(interval).then(() => false)]);
      signal.throwIfAborted();
      for (const each of running) {
        // A connection that breaks off can take back what it brought; a bar does not.
        const completed = isDone ? each.blob.size : Math.max(each.transfer.completed, each.told);
        if (completed > each.told) yield step(each.blob, completed);
        each.told = completed;
      }
      if (Date.now() - touched < touchInterval) continue;
      touched = Date.now();
      for (const { digest } of blobs) if (await store.blobs.has(digest)) await store.blobs.touch(digest);
    }
  } finally {
    // One that failed ends the others, unless somebody else wants them.
    ending.abort(new DOMException("the pull is over", "AbortError"));
  }
}

function step({ digest, size }: WantedBlob, completed: number): ProgressResponse {
  return {
    status: `pulling ${digest.slice("sha256:".length, "sha256:".length + 12)}`,
    digest,
    total: size,
    completed: completed || undefined,
  };
}
