import type { Handler } from "../http/context.ts";
import { ApiError } from "../http/error.ts";
import { chunksOf } from "../http/read-body.ts";
import { DigestError } from "../store/digest.ts";

/** `HEAD /api/blobs/:digest`: whether the blob is in the store. */
export const blobExists: Handler<"blobExists"> = async ({ params, context }) => {
  const digest = params.digest ?? "";
  const exists = await context.store.blobs.has(digest).catch(refuseDigest);
  if (!exists) throw new ApiError(404, `blob "${digest}" not found`);
  return new Response(null);
};

/**
 * `POST /api/blobs/:digest`: stores the body, which is written and hashed as it comes. A body with another digest is
 * refused but kept under its own, as in Ollama.
 */
export const blobUpload: Handler<"blobUpload"> = async ({ params, request, context }) => {
  const digest = params.digest ?? "";
  const { blobs } = context.store;
  if (await blobs.has(digest).catch(refuseDigest)) return new Response(null);
  const written = await blobs.write(chunksOf(request));
  if (written.digest !== digest) {
    throw new ApiError(400, `digest mismatch, expected "${digest}", got "${written.digest}"`);
  }
  return new Response(null, { status: 201 });
};

function refuseDigest(error: unknown): never {
  throw error instanceof DigestError ? new ApiError(400, error.message) : error;
}
