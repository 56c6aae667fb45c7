import { shortestFloat32 } from "@cria/engine";
import type { RankedTexts, RerankResponse } from "@cria/spec";
import type { Call, Handler } from "../http/context.ts";
import { ApiError, passedOnErrorResponse } from "../http/error.ts";
import { jsonLineResponse, jsonResponse } from "../http/stream.ts";
import { onlyRanker, type Ranking, rankDocuments } from "../inference/rank-documents.ts";

type RerankCall = Parameters<Handler<"rerank">>[0];
type Body = RerankCall["body"];

/** A document as it was sent, and its text. */
interface Document {
  readonly text: string;
  readonly sent: { readonly text: string };
}

/** `POST /api/rerank` and `/rerank`: documents, or texts, by how well they answer a query. */
export const rerank: Handler<"rerank" | "teiRerank"> = async (call) => jsonResponse(await inferRerank(call));

/** `POST /v1/rerank`: the same, with errors in OpenAI's form. */
export const openaiRerank: Handler<"openaiRerank"> = async (call) => {
  try {
    return jsonLineResponse(await inferRerank(call));
  } catch (error) {
    return passedOnErrorResponse(error, "openai");
  }
};

async function inferRerank({ body, context, signal }: Pick<Call<Body>, "body" | "context" | "signal">) {
  const { query, texts, top_n: topN = 0, raw_scores: isRaw = false, truncate = true } = body;
  const documents = documentsOf(texts ?? body.documents);
  if (query === "") throw new ApiError(400, "query is required");
  const model = body.model ?? (await onlyRanker(context.store));
  const { options, keep_alive } = body;
  const wish = {
    model,
    options,
    keep_alive,
    query,
    truncate,
    isRaw,
    topN,
    documents: documents.map(({ text }) => text),
  };
  const ranking = await rankDocuments(context, wish, signal);
  return texts === undefined
    ? toResults(model, ranking, documents, body.return_documents ?? true)
    : toTexts(ranking, documents, body.return_text ?? false);
}

/** Throws an {@link ApiError} for what are neither texts nor objects with a text. */
function documentsOf(sent: unknown): Document[] {
  if (sent === undefined) throw new ApiError(400, "documents or texts are required");
  if (!Array.isArray(sent)) throw new ApiError(400, "invalid documents type");
  return sent.map((document: unknown) => {
    if (typeof document === "string") return { text: document, sent: { text: document } };
    const text = (document as { text?: unknown } | null)?.text;
    if (typeof text !== "string") throw new ApiError(400, "invalid documents type");
    return { text, sent: document as { text: string } };
  });
}

/** In the form of Jina and llama-server. */
function toResults(
  model: string,
  { ranked, tokens }: Ranking,
  documents: readonly Document[],
  withDocuments: boolean,
): RerankResponse {
  const results = ranked.map(({ index, score }) => ({
    index,
    relevance_score: shortestFloat32(score),
    document: withDocuments ? documents[index]!.sent : undefined,
  }));
  return { model, object: "list", results, usage: { prompt_tokens: tokens, total_tokens: tokens } };
}

/** In the form of text-embeddings-inference. */
function toTexts({ ranked }: Ranking, documents: readonly Document[], withTexts: boolean): RankedTexts {
  return ranked.map(({ index, score }) => ({
    index,
    score: shortestFloat32(score),
    text: withTexts ? documents[index]!.text : undefined,
  }));
}
