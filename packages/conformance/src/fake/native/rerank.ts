import { RerankRequest } from "@cria/spec";
import { isRecord } from "../../check/expect.ts";
import { type FakeAnswer, json } from "../answer.ts";
import { decode } from "../decode/decode.ts";
import { tokenCount } from "../script.ts";
import { type FakeState, hash } from "../state.ts";
import { Fail } from "./fail.ts";
import { findModel } from "./find-model.ts";
import { checkedOptions } from "./options.ts";

/** A number between -4 and 4 that follows from a query and a document. */
const logit = (query: string, document: string) =>
  Math.fround((Number.parseInt(hash(`${query}\n${document}`).slice(0, 8), 16) / 2 ** 32) * 8 - 4);

const probability = (value: number) => Math.fround(1 / (1 + Math.exp(-value)));

/** Ranks documents, under whichever path. */
export function rerank(text: string, state: FakeState): FakeAnswer {
  const body = decode(RerankRequest, text) as Omit<RerankRequest, "keep_alive"> & { keep_alive?: number };
  const { query, top_n: topN = 0, raw_scores: isRaw = false, truncate = true } = body;
  const given: unknown = body.texts ?? body.documents;
  if (given !== undefined && !Array.isArray(given)) throw new Fail(400, "invalid documents type");
  const documents = given?.map((document: unknown) => {
    const sent = typeof document === "string" ? { text: document } : document;
    if (!isRecord(sent) || typeof sent.text !== "string") throw new Fail(400, "invalid documents type");
    return { ...sent, text: sent.text };
  });
  if (documents === undefined) throw new Fail(400, "documents or texts are required");
  if (!query) throw new Fail(400, "query is required");
  const name = body.model ?? "fake-rank";
  const model = findModel(state, name, (sent) => `model "${sent}" not found, try pulling it first`);
  const options = checkedOptions(model.parameters, body.options);
  if (!model.capabilities.includes("rerank")) throw new Fail(400, `"${name}" does not support reranking`);
  state.load(model, options.num_ctx as number | undefined, body.keep_alive);
  const most = Math.min((options.num_ctx as number | undefined) ?? 4096, 8192) - tokenCount(query);
  if (!truncate && documents.some((document) => tokenCount(document.text) > most)) {
    throw new Fail(400, "the input length exceeds the context length");
  }
  const kept = documents.map((document) => document.text.trim().split(/\s+/).slice(0, most).join(" "));
  const ranked = kept
    .map((document, index) => ({ index, value: logit(query, document) }))
    .toSorted((a, b) => b.value - a.value || a.index - b.index)
    .slice(0, topN > 0 ? topN : documents.length)
    .map(({ index, value }) => ({ index, score: isRaw ? value : probability(value), document: documents[index]! }));
  if (body.texts !== undefined) {
    const texts = ranked.map(({ index, score, document }) => ({
      index,
      score,
      ...(body.return_text ? { text: document.text } : {}),
    }));
    return json(200, texts);
  }
  const results = ranked.map(({ index, score, document }) => ({
    index,
    relevance_score: score,
    ...((body.return_documents ?? true) ? { document } : {}),
  }));
  const tokens = kept.reduce((sum, document) => sum + tokenCount(document) + tokenCount(query) + 3, 0);
  return json(200, { model: name, object: "list", results, usage: { prompt_tokens: tokens, total_tokens: tokens } });
}
