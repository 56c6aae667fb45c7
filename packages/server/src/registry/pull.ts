import { mkdir, statfs } from "node:fs/promises";
import type { ProgressResponse } from "@cria/spec";
import { formatBytes } from "../command/format/bytes.ts";
import { messageOf } from "../http/error.ts";
import { fullName, type ModelName } from "../store/name.ts";
import type { Store } from "../store/store.ts";
import type { AuthorizationParts } from "./access/authorization.ts";
import type { Downloads, Transfer, WantedBlob } from "./download/downloads.ts";
import { endpointOf } from "./endpoint.ts";
import { blobsOf, type FetchedManifest, fetchManifest } from "./manifest-request.ts";
import { RegistryClient } from "./registry-client.ts";
import { RegistryError } from "./registry-error.ts";

/** Milliseconds between two looks at how far the downloads are. */
const interval = 100;
/** Milliseconds after which blobs that came are made to look new, so that no other program prunes them meanwhile. */
const touchInterval = 10 * 60_000;

export interface TransferOptions {
  /** Speak plain HTTP. */
  readonly insecure: boolean;
}

export interface PullParts extends AuthorizationParts {
  readonly store: Store;
  readonly downloads: Downloads;
}

/**
 * Pulls a model, and tells how far it is in Ollama's words. The manifest is written last, whole. Once the signal has
 * aborted it throws the signal's reason, and what came stays. Throws a {@link RegistryError}, or what the store throws.
 */
export async function* pullModel(
  parts: PullParts,
  name: ModelName,
  { insecure }: TransferOptions,
  signal: AbortSignal,
): AsyncGenerator<ProgressResponse> {
  const { store } = parts;
  yield { status: "pulling manifest" };
  const client = new RegistryClient(endpointOf(name, insecure), parts);
  const { text, manifest } = await manifestOf(client, signal);
  const blobs = blobsOf(manifest).map(({ digest, size }) => ({ digest, size, model: fullName(name) }));
  await checkSpace(parts, blobs);
  yield* download(parts, client, blobs, signal);
  yield { status: "verifying sha256 digest" };
  yield { status: "writing manifest" };
  const unused = await store.writePulled(name, text);
  if (unused.length > 0) {
    yield { status: "removing unused layers" };
    await store.removeUnused(unused);
  }
  yield { status: "success" };
}

async function manifestOf(client: RegistryClient, signal: AbortSignal): Promise<FetchedManifest> {
  try {
    return await fetchManifest(client, signal);
  } catch (error) {
    signal.throwIfAborted();
    throw new RegistryError(`pull model manifest: ${messageOf(error)}`, { cause: error });
  }
}

/** Throws a {@link RegistryError} if the disk does not have room for what is still to come. */
async function checkSpace({ store, downloads }: PullParts, blobs: readonly WantedBlob[]): Promise<void> {
  await mkdir(store.blobs.partialFolder, { recursive: true });
  const missing = await Promise.all(blobs.map((blob) => downloads.missing(blob)));
  const needed = missing.reduce((sum, bytes) => sum + bytes, 0);
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

async function* download(
  { store, downloads }: PullParts,
  client: RegistryClient,
  blobs: readonly WantedBlob[],
  signal: AbortSignal,
): AsyncGenerator<ProgressResponse> {
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
