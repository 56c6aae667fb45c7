import { type EmbedRequest, RunnerError } from "@cria/engine";
import { ApiError } from "../http/error.ts";
import { RequestCanceledError } from "../scheduler/errors.ts";
import type { Lease } from "../scheduler/lease.ts";
import type { HeldEmbedder } from "./hold-embedder.ts";
import { toApiError } from "./runner-errors.ts";

/** What inputs became. */
export interface Embeddings {
  /** In the order of the inputs, as the model gives them. */
  readonly vectors: readonly Float32Array[];
  /** Tokens of all inputs, special ones included. */
  readonly tokens: number;
}

/** Throws an {@link ApiError} for a model that gives no vector of a text; `sent` is its name as it was sent. */
export function requireVectors({ info }: Lease, sent: string): void {
  const unsupported = (why = "") => new ApiError(501, `${JSON.stringify(sent)} does not support embeddings${why}`);
  switch (info.embedding?.pooling) {
    case undefined:
      throw unsupported();
    case "rank":
      throw unsupported(": it ranks documents, see /api/rerank");
    case "none":
      throw unsupported(": it has no pooling, so that each token has a vector of its own");
  }
}

/**
 * Embeds inputs. Throws an {@link ApiError} for an input that is too long
 * (400) and a failing runner, {@link RequestCanceledError} if the client leaves, which ends the work.
 */
export async function embedInputs(
  { lease, embedded }: HeldEmbedder,
  request: EmbedRequest,
  signal: AbortSignal,
): Promise<Embeddings> {
  try {
    const embeddings = await lease.embed(request, signal);
    const tokens = embeddings.reduce((sum, each) => sum + each.tokens, 0);
    embedded(embeddings.length, tokens);
    return { vectors: embeddings.map(({ vector }) => vector), tokens };
  } catch (error) {
    if (signal.aborted) throw new RequestCanceledError();
    if (error instanceof RunnerError && error.code === "context") {
      throw new ApiError(400, "the input length exceeds the context length", { cause: error });
    }
    throw toApiError(error, "answering");
  }
}
