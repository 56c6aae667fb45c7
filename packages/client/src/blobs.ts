import { type ByteSource, discard, rereadable, streamOf } from "./byte-source.ts";
import { ResponseError } from "./errors.ts";
import type { StreamingHash } from "./sha256.ts";
import { type CallOptions, type HttpRequest, send, type Transport } from "./transport.ts";

/** What the runtime brings for uploads. */
export interface UploadMeans {
  readonly sha256: () => StreamingHash;
  /** Whether fetch sends a stream over HTTP/1.1 as it comes. No browser does. */
  readonly streams: boolean;
}

/** What an upload may know beforehand. */
export interface BlobOptions extends CallOptions {
  /** SHA-256 of the bytes, as hex with or without `sha256:`. Without it the source is read once before the upload. */
  readonly digest?: string;
}

/** The server's form of a digest, `sha256:` and lower-case hex. Throws `TypeError` for what is no SHA-256. */
export function normalizeDigest(digest: string): string {
  const hex = /^(?:sha256[:-])?([\da-f]{64})$/i.exec(digest)?.[1];
  if (hex === undefined) throw new TypeError(`not a SHA-256 digest: ${digest}`);
  return `sha256:${hex.toLowerCase()}`;
}

/** Digest of all bytes of a stream. */
export async function digestOf(
  stream: ReadableStream<Uint8Array>,
  hash: StreamingHash,
  signal?: AbortSignal,
): Promise<string> {
  const reader = stream.getReader();
  for (;;) {
    if (signal?.aborted) {
      await reader.cancel(signal.reason);
      throw signal.reason;
    }
    const { value, done } = await reader.read();
    if (done) return `sha256:${hash.hex()}`;
    hash.update(value);
  }
}

/**
 * Puts bytes into the server's store unless it has them already, and gives their digest. A stream without a digest must be
 * collected, because the digest is part of the URL that the bytes go to.
 */
export async function uploadBlob(
  transport: Transport,
  means: UploadMeans,
  source: ByteSource,
  { digest: known, signal, headers }: BlobOptions = {},
): Promise<string> {
  const bytes = known === undefined ? await rereadable(source) : source;
  const digest = known === undefined ? await digestOf(streamOf(bytes), means.sha256(), signal) : normalizeDigest(known);
  const path = `/api/blobs/${digest}`;
  if (await exists(transport, { method: "HEAD", path, signal, headers })) {
    await discard(bytes);
    return digest;
  }
  const body = bytes instanceof Blob || !means.streams ? await rereadable(bytes) : streamOf(bytes);
  const response = await send(transport, { method: "POST", path, body, signal, headers });
  await response.body?.cancel();
  return digest;
}

async function exists(transport: Transport, request: HttpRequest): Promise<boolean> {
  try {
    await send(transport, request);
    return true;
  } catch (error) {
    if (error instanceof ResponseError && error.status_code === 404) return false;
    throw error;
  }
}
