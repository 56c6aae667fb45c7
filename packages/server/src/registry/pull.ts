import type { ProgressResponse } from "@cria/spec";
import { messageOf } from "../http/error.ts";
import { fullName, type ModelName } from "../store/name.ts";
import type { Store } from "../store/store.ts";
import type { AuthorizationParts } from "./access/authorization.ts";
import type { Downloads } from "./download/downloads.ts";
import { downloadBlobs } from "./download-blobs.ts";
import { endpointOf } from "./endpoint.ts";
import { type Hub, isHubHost } from "./hub/hub.ts";
import { pullSplitModel } from "./hub/hub-pull.ts";
import { blobsOf, type FetchedManifest, fetchManifest } from "./manifest-request.ts";
import { RegistryClient } from "./registry-client.ts";
import { RegistryError } from "./registry-error.ts";

export interface TransferOptions {
  /** Speak plain HTTP. */
  readonly insecure: boolean;
}

export interface PullParts extends AuthorizationParts {
  readonly store: Store;
  readonly downloads: Downloads;
  readonly hub: Hub;
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
  const endpoint = endpointOf(name, insecure, parts.hub);
  const client = new RegistryClient(endpoint, parts);
  let fetched: FetchedManifest;
  try {
    fetched = await fetchManifest(client, signal);
  } catch (error) {
    signal.throwIfAborted();
    const isRefused = isHubHost(name.host) && error instanceof RegistryError && error.status === 400;
    if (isRefused && (yield* pullSplitModel(parts, name, endpoint, signal))) return;
    throw new RegistryError(`pull model manifest: ${messageOf(error)}`, { cause: error });
  }
  const { text, manifest } = fetched;
  const blobs = blobsOf(manifest).map(({ digest, size }) => ({ digest, size, model: fullName(name) }));
  await using pins = store.pin();
  yield* downloadBlobs(parts, client, blobs, { signal, pins });
  yield { status: "verifying sha256 digest" };
  yield { status: "writing manifest" };
  const unused = await store.writePulled(name, text);
  if (unused.length > 0) {
    yield { status: "removing unused layers" };
    await store.removeUnused(unused);
  }
  yield { status: "success" };
}
