import type { ProgressResponse } from "@cria/spec";
import { messageOf } from "../http/error.ts";
import { encodeManifest, type Layer, type Manifest, manifestType, parseManifest } from "../store/manifest.ts";
import { type ModelName, parseName, shortName } from "../store/name.ts";
import { endpointOf } from "./endpoint.ts";
import type { PullParts, TransferOptions } from "./pull.ts";
import { discard, RegistryClient } from "./registry-client.ts";
import { RegistryError } from "./registry-error.ts";
import { withRetries } from "./retry.ts";
import { BlobUpload } from "./upload/blob-upload.ts";
import { UploadSession } from "./upload/upload-session.ts";

/** Milliseconds between two looks at how far an upload is. */
const interval = 100;

/**
 * Pushes a model, and tells how far it is in Ollama's words: its blobs, those that are there left out, then its manifest
 * as it is stored. Throws a {@link RegistryError}, what the
 * store throws, or the signal's reason.
 */
export async function* pushModel(
  parts: PullParts,
  name: ModelName,
  { insecure }: TransferOptions,
  signal: AbortSignal,
): AsyncGenerator<ProgressResponse> {
  const { store } = parts;
  yield { status: "retrieving manifest" };
  const text = await store.readManifest(name);
  if (text === undefined) {
    yield { status: "couldn't retrieve manifest" };
    throw new RegistryError(`model '${shortName(name)}' not found`);
  }
  const manifest = parseManifest(text);
  const client = new RegistryClient(endpointOf(name, insecure, parts.hub), parts);
  const blobs = [...manifest.layers, ...(manifest.config.digest === "" ? [] : [manifest.config])];
  await using pins = store.pin();
  for (const { digest } of blobs) pins.add(digest);
  for (const blob of new Map(blobs.map((each) => [each.digest, each])).values()) {
    yield* pushBlob(parts, client, name, blob, signal);
  }
  yield { status: "pushing manifest" };
  await pushManifest(client, text, manifest, signal);
  yield { status: "success" };
}

async function* pushBlob(
  { store }: PullParts,
  client: RegistryClient,
  name: ModelName,
  blob: Layer,
  signal: AbortSignal,
): AsyncGenerator<ProgressResponse> {
  const { digest, size } = blob;
  const status = `pushing ${digest.slice("sha256:".length, "sha256:".length + 12)}`;
  const step = (completed: number) => ({ status, digest, total: size, completed: completed || undefined });
  const upload = new BlobUpload({
    client,
    blob,
    path: store.blobs.path(digest),
    mountFrom: mountSource(blob, name),
    session: new UploadSession(store.blobs.partialFolder, client.endpoint, digest),
    signal,
  });
  yield step(0);
  const running = upload.run().then(() => true);
  running.catch(() => undefined);
  for (let told = 0, isDone = false; !isDone; ) {
    isDone = await Promise.race([running, Bun.sleep(interval).then(() => false)]);
    signal.throwIfAborted();
    if (upload.completed > told || isDone) yield step(upload.completed);
    told = upload.completed;
  }
}

/** Repository on the same registry that a layer came from; undefined if there is none, or it is the model's own. */
function mountSource({ from }: Layer, name: ModelName): string | undefined {
  const source = from === undefined ? undefined : parseName(from);
  if (source === undefined || source.host !== name.host) return undefined;
  const repository = `${source.namespace}/${source.model}`;
  return repository === `${name.namespace}/${name.model}` ? undefined : repository;
}

async function pushManifest(client: RegistryClient, text: string, manifest: Manifest, signal: AbortSignal) {
  const { mediaType } = JSON.parse(text) as { mediaType?: unknown };
  // Registries want the type within as well.
  const [type, sent] =
    typeof mediaType === "string" ? [mediaType, text] : ([manifestType, encodeManifest(manifest)] as const);
  const body = new TextEncoder().encode(sent);
  try {
    await withRetries(client.timing, signal, async () => {
      const headers = { "content-type": type };
      const url = client.url(`manifests/${client.endpoint.tag}`);
      const answer = await client.send(url, { method: "PUT", headers, body, signal });
      if (!answer.response.ok) throw await client.failure(answer, signal);
      discard(answer.response);
    });
  } catch (error) {
    signal.throwIfAborted();
    throw new RegistryError(`push model manifest: ${messageOf(error)}`, { cause: error });
  }
}
