import type { ServerContext } from "../http/context.ts";
import { ApiError } from "../http/error.ts";
import type { Lease } from "../scheduler/lease.ts";
import { shortName } from "../store/name.ts";
import type { Store } from "../store/store.ts";
import { embedInputs } from "./embed-inputs.ts";
import { modelNotFound } from "./find-model.ts";
import { type EmbedderWish, holdEmbedder } from "./hold-embedder.ts";

/** What is asked of a model that ranks. */
export interface RankingWish extends EmbedderWish {
  readonly query: string;
  readonly documents: readonly string[];
  /** Whether a document that is too long is cut, rather than refused. */
  readonly truncate: boolean;
  /** Whether scores are as the model gives them, rather than between 0 and 1. */
  readonly isRaw: boolean;
  /** Most results; 0 or less is all. */
  readonly topN: number;
}

export interface Ranking {
  /** The best first; equally good ones in the order of the documents. */
  readonly ranked: readonly { readonly index: number; readonly score: number }[];
  /** Tokens of all pairs of query and document. */
  readonly tokens: number;
}

/**
 * Ranks documents by how well they answer a query. Throws an {@link ApiError} for what is refused, and what
 * {@link embedInputs} throws.
 */
export async function rankDocuments(context: ServerContext, wish: RankingWish, signal: AbortSignal): Promise<Ranking> {
  if (wish.model.trim() === "") throw modelNotFound(wish.model);
  const held = await holdEmbedder(context, wish, signal);
  try {
    requireScores(held.lease, wish.model);
    const inputs = wish.documents.map((document) => ({ query: wish.query, document }));
    const { vectors, tokens } = await embedInputs(held, { inputs, truncate: wish.truncate }, signal);
    const ranked = vectors
      .map((labels, index) => ({ index, labels, value: labels[0] ?? Number.NaN }))
      .sort((a, b) => b.value - a.value || a.index - b.index);
    if (ranked.some(({ value }) => !Number.isFinite(value))) throw new ApiError(500, "a score is no number");
    const kept = wish.topN > 0 ? ranked.slice(0, wish.topN) : ranked;
    return {
      ranked: kept.map(({ index, labels, value }) => ({ index, score: wish.isRaw ? value : probability(labels) })),
      tokens,
    };
  } finally {
    held.lease.release();
  }
}

/** Name of the one model of the store that ranks, for clients that name none. Throws an {@link ApiError} with status 400. */
export async function onlyRanker(store: Store): Promise<string> {
  const models = await Promise.all(
    (await store.list()).map(async (model) => ({ model, can: (await model.listed()).capabilities })),
  );
  const [ranker, ...others] = models.filter(({ can }) => can.includes("rerank"));
  if (ranker === undefined || others.length > 0) throw new ApiError(400, "model is required");
  return shortName(ranker.model.name);
}

function requireScores({ info }: Lease, sent: string): void {
  if (info.embedding?.pooling !== "rank") throw new ApiError(400, `${JSON.stringify(sent)} does not support reranking`);
}

/**
 * That the document answers, which is what the first label says: its logit through a sigmoid, unless the labels are
 * probabilities already, as "yes" and "no" of rerankers made of Qwen 3 are.
 */
function probability(labels: Float32Array): number {
  const value = labels[0]!;
  const areProbabilities =
    labels.length > 1 &&
    labels.every((label) => label >= 0) &&
    Math.abs(labels.reduce((sum, label) => sum + label, 0) - 1) < 1e-3;
  return areProbabilities ? value : 1 / (1 + Math.exp(-value));
}
