import type { Handler, ServerContext } from "../http/context.ts";
import { ApiError } from "../http/error.ts";
import { mapVectors } from "../http/map-vectors.ts";
import { jsonResponse } from "../http/stream.ts";
import { encodeVectors } from "../http/vector-json.ts";
import { embedInputs, requireVectors } from "../inference/embed-inputs.ts";
import { modelNotFound } from "../inference/find-model.ts";
import { type EmbedderWish, holdEmbedder } from "../inference/hold-embedder.ts";
import { normalize } from "../inference/normalize.ts";
import { Stopwatch } from "../inference/stopwatch.ts";

export interface EmbedCall {
  readonly body: EmbedderWish & {
    readonly input?: unknown;
    readonly truncate?: boolean | undefined;
    readonly dimensions?: number | undefined;
  };
  readonly context: ServerContext;
  readonly signal: AbortSignal;
}

/** What became of the texts of a request. */
export interface EmbeddedTexts {
  /** In the order of the texts, of length 1. */
  readonly vectors: readonly Float32Array[];
  /** Tokens of all texts, special ones included. */
  readonly tokens: number;
  /** Nanoseconds; 0 if there were no texts. */
  readonly totalDuration: number;
  /** Nanoseconds until the model was there. */
  readonly loadDuration: number;
}

/** `POST /api/embed`: the vectors of texts. */
export const embed: Handler<"embed"> = async (call) => {
  const { vectors, tokens, totalDuration, loadDuration } = await inferEmbed(call);
  return jsonResponse({
    model: call.body.model,
    embeddings: await encodeVectors(vectors),
    total_duration: totalDuration || undefined,
    load_duration: loadDuration || undefined,
    prompt_eval_count: tokens || undefined,
  });
};

/** Embeds the texts of a request; without any, loads the model. Throws an {@link ApiError} for what is refused. */
export async function inferEmbed({ body, context, signal }: EmbedCall): Promise<EmbeddedTexts> {
  const stopwatch = new Stopwatch();
  const inputs = textsOf(body.input);
  if (body.model.trim() === "") throw modelNotFound(body.model);
  const held = await holdEmbedder(context, body, signal);
  try {
    if (inputs.length === 0) return { vectors: [], tokens: 0, totalDuration: 0, loadDuration: 0 };
    const loadDuration = stopwatch.elapsed();
    requireVectors(held.lease, body.model);
    const { vectors, tokens } = await embedInputs(held, { inputs, truncate: body.truncate ?? true }, signal);
    return {
      vectors: await mapVectors(vectors, (vector) => normalize(vector, body.dimensions)),
      tokens,
      totalDuration: stopwatch.elapsed(),
      loadDuration,
    };
  } finally {
    held.lease.release();
  }
}

/** The texts to embed. Throws an {@link ApiError} for what is neither a text nor texts. */
function textsOf(input: unknown): readonly string[] {
  if (input === undefined || input === null || input === "") return [];
  if (typeof input === "string") return [input];
  if (!Array.isArray(input) || input.some((text) => typeof text !== "string")) {
    throw new ApiError(400, "invalid input type");
  }
  return input;
}
