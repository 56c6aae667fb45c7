import { isRecord } from "../check/expect.ts";
import { rerankIds } from "../checks/rerank/ask.ts";
import { type FakeAnswer, json } from "../fake/answer.ts";
import { without } from "./changes.ts";
import type { Mutant } from "./mutant.ts";
import { answers, bodies, bodyOf, type Fields, refusing, requests } from "./protocols.ts";

const all = rerankIds;
type Request = Parameters<NonNullable<Mutant["answer"]>>[1];

const resultsOf = (body: Fields): Fields[] => (Array.isArray(body.results) ? body.results.filter(isRecord) : []);

/** Changes the results of answers to `documents`. */
const results = (change: (results: readonly Fields[]) => unknown) =>
  bodies(all, (body) => ("results" in body ? { ...body, results: change(resultsOf(body)) } : body));

const result = (change: (result: Fields) => unknown) => results((each) => each.map(change));

/** Changes answers to `documents` given the request. */
const asked = (change: (results: readonly Fields[], request: Fields) => unknown) =>
  answers(all, (answer, request) => {
    const { body } = answer;
    if (answer.status !== 200 || body.kind !== "json" || !isRecord(body.value)) return answer;
    return json(200, { ...body.value, results: change(resultsOf(body.value), bodyOf(request) ?? {}) });
  });

/** Changes the list that answers `texts`. */
const texts = (change: (entries: readonly Fields[]) => unknown) =>
  answers(all, (answer) => {
    const { body } = answer;
    return body.kind === "json" && Array.isArray(body.value) ? json(200, change(body.value.filter(isRecord))) : answer;
  });

const documentsOf = ({ documents }: Fields): unknown[] => (Array.isArray(documents) ? documents : []);
const lengthOf = (request: Fields) => documentsOf(request).length;

/** Answers with success what would be refused. */
const accepting = (status: number, value: object = { model: "m", results: [] }) =>
  answers(all, (answer) => (answer.status === status ? json(200, value) : answer));

/** Answers with another status where the error says so. */
const saying = (word: string, status: number) =>
  answers(all, (answer: FakeAnswer, _: Request) =>
    answer.status >= 400 && JSON.stringify(answer.body).includes(word) ? { ...answer, status } : answer,
  );

let count = 0;

/** Mutants of servers that rank. */
export const rerank: readonly Mutant[] = [
  {
    id: "rerank-as-data",
    bug: "A ranking stands in `data` instead of `results`.",
    killedBy: ["rerank.results"],
    answer: bodies(all, ({ results, ...rest }) => ({ ...rest, data: results })),
  },
  {
    id: "rerank-score-as-text",
    bug: "Scores are texts.",
    killedBy: ["rerank.results"],
    answer: result((each) => ({ ...each, relevance_score: String(each.relevance_score) })),
  },
  {
    id: "rerank-index-of-rank",
    bug: "`index` is the rank instead of the place among the documents.",
    killedBy: ["rerank.documents", "rerank.order-independent", "rerank.alone-as-among-others"],
    answer: results((each) => each.map((one, index) => ({ ...one, index }))),
  },
  {
    id: "rerank-index-from-one",
    bug: "`index` counts from 1.",
    killedBy: ["rerank.each-once"],
    answer: result((each) => ({ ...each, index: Number(each.index) + 1 })),
  },
  {
    id: "rerank-drops-the-worst",
    bug: "The worst document is left out without being asked to.",
    killedBy: ["rerank.each-once"],
    answer: results((each) => (each.length > 2 ? each.slice(0, -1) : each)),
  },
  {
    id: "rerank-unsorted",
    bug: "Results stand in the order of the documents.",
    killedBy: ["rerank.sorted"],
    answer: results((each) => each.toSorted((a, b) => Number(a.index) - Number(b.index))),
  },
  {
    id: "rerank-worst-first",
    bug: "The least relevant document comes first.",
    killedBy: ["rerank.sorted", "rerank.top-n"],
    answer: results((each) => each.toReversed()),
  },
  {
    id: "rerank-by-position",
    bug: "Later documents get lower scores, as if each pack began anew.",
    killedBy: ["rerank.order-independent", "rerank.alone-as-among-others"],
    answer: result((each) => ({ ...each, relevance_score: Number(each.relevance_score) / (1 + Number(each.index)) })),
  },
  {
    id: "rerank-relative",
    bug: "Scores are divided by their sum, so that they depend on the neighbours.",
    killedBy: ["rerank.alone-as-among-others"],
    answer: results((each) => {
      const sum = each.reduce((total, one) => total + Number(one.relevance_score), 0);
      return each.map((one) => ({ ...one, relevance_score: Number(one.relevance_score) / sum }));
    }),
  },
  {
    id: "rerank-noisy",
    bug: "The same documents have other scores the second time.",
    killedBy: ["rerank.repeatable"],
    answer: result((each) => ({
      ...each,
      relevance_score: Number(each.relevance_score) * (0.9 + 0.01 * (count++ % 10)),
    })),
  },
  {
    id: "rerank-ignores-query",
    bug: "Documents are scored without the query.",
    killedBy: ["rerank.query"],
    request: requests(all, (body) => (typeof body.query === "string" ? { ...body, query: "x" } : body)),
  },
  {
    id: "rerank-logits",
    bug: "Scores are logits, from which clients with a threshold between 0 and 1 drop everything or nothing.",
    seenIn: "ggml-org/llama.cpp#9510",
    killedBy: ["rerank.score-range"],
    request: requests(all, (body) => ({ ...body, raw_scores: true })),
  },
  {
    id: "rerank-raw-negated",
    bug: "Raw scores are distances, so that their order is the opposite.",
    killedBy: ["rerank.raw-scores"],
    answer: asked((each, { raw_scores: isRaw }) => (isRaw ? each.toReversed() : each)),
  },
  {
    id: "rerank-top-n-ignored",
    bug: "`top_n` has no effect.",
    killedBy: ["rerank.top-n"],
    request: requests(all, (body) => without(body, "top_n")),
  },
  {
    id: "rerank-top-n-padded",
    bug: "More results than documents are refused.",
    killedBy: ["rerank.top-n"],
    answer: refusing(all, (body) => Number(body.top_n) > lengthOf(body)),
  },
  {
    id: "rerank-top-zero",
    bug: "`top_n` 0 gives no results.",
    killedBy: ["rerank.top-n-ignored"],
    answer: asked((each, { top_n: top }) => (top === 0 ? [] : each)),
  },
  {
    id: "rerank-documents-as-texts",
    bug: "`document` is a text instead of an object with one.",
    killedBy: ["rerank.documents"],
    answer: result((each) => (isRecord(each.document) ? { ...each, document: each.document.text } : each)),
  },
  {
    id: "rerank-documents-not-by-default",
    bug: "Documents come back only if `return_documents` is true.",
    killedBy: ["rerank.documents"],
    request: requests(all, (body) => ({ return_documents: false, ...body })),
  },
  {
    id: "rerank-documents-always",
    bug: "`return_documents` false has no effect.",
    killedBy: ["rerank.documents-left-out"],
    request: requests(all, (body) => without(body, "return_documents")),
  },
  {
    id: "rerank-objects-as-json",
    bug: "A document that is an object is ranked as its JSON.",
    killedBy: ["rerank.objects"],
    request: requests(all, (body) => ({
      ...body,
      ...(Array.isArray(body.documents) && {
        documents: body.documents.map((each: unknown) =>
          isRecord(each) && typeof each.text === "string" ? JSON.stringify(each) : each,
        ),
      }),
    })),
  },
  {
    id: "rerank-objects-refused",
    bug: "A document that is an object is refused.",
    killedBy: ["rerank.objects"],
    answer: refusing(all, (body) => documentsOf(body).some(isRecord)),
  },
  {
    id: "rerank-wrong-documents-500",
    bug: "A document that is a number makes the server fail.",
    killedBy: ["rerank.wrong-documents"],
    answer: saying("invalid documents type", 500),
  },
  {
    id: "rerank-nothing-refused",
    bug: "An empty list of documents is refused.",
    killedBy: ["rerank.no-documents"],
    answer: refusing(all, (body) => Array.isArray(body.documents) && body.documents.length === 0),
  },
  {
    id: "rerank-without-documents",
    bug: "A request without documents gets an empty ranking.",
    killedBy: ["rerank.documents-absent"],
    request: requests(all, (body) => (body.texts === undefined ? { ...body, documents: body.documents ?? [] } : body)),
  },
  {
    id: "rerank-without-query",
    bug: "A request without a query ranks by an empty one.",
    killedBy: ["rerank.query-absent"],
    request: requests(all, (body) => ({ ...body, query: body.query ?? "nothing" })),
  },
  {
    id: "rerank-texts-in-results",
    bug: "`texts` are answered as `documents` are.",
    killedBy: ["rerank.texts"],
    answer: texts((entries) => ({
      results: entries.map(({ score, ...entry }) => ({ ...entry, relevance_score: score })),
    })),
  },
  {
    id: "rerank-text-never",
    bug: "`return_text` has no effect.",
    killedBy: ["rerank.return-text"],
    answer: texts((entries) => entries.map(({ text: _, ...entry }) => entry)),
  },
  {
    id: "rerank-texts-raw",
    bug: "Scores of `texts` are logits while those of `documents` are not.",
    killedBy: ["rerank.texts-as-documents"],
    request: requests(all, (body) => (body.texts === undefined ? body : { ...body, raw_scores: true })),
  },
  {
    id: "rerank-usage-zero",
    bug: "`usage` is 0.",
    killedBy: ["rerank.usage", "rerank.usage-sum"],
    answer: answers(all, (answer, request) => {
      const value = answer.body.kind === "json" && isRecord(answer.body.value) ? answer.body.value : undefined;
      if (value === undefined || answer.status !== 200) return answer;
      const tokens = lengthOf(bodyOf(request) ?? {}) === 1 ? 1 : 0;
      return json(200, { ...value, usage: { prompt_tokens: tokens, total_tokens: tokens } });
    }),
  },
  {
    id: "rerank-counts-query-once",
    bug: "The query's tokens are counted once for all documents.",
    killedBy: ["rerank.usage-sum"],
    answer: answers(all, (answer, request) => {
      const value = answer.body.kind === "json" && isRecord(answer.body.value) ? answer.body.value : undefined;
      const usage = value?.usage;
      if (answer.status !== 200 || !isRecord(usage)) return answer;
      const tokens = Number(usage.prompt_tokens) - 8 * (lengthOf(bodyOf(request) ?? {}) - 1);
      return json(200, { ...value, usage: { prompt_tokens: tokens, total_tokens: tokens } });
    }),
  },
  {
    id: "rerank-model-file",
    bug: "`model` is the path of the weights.",
    killedBy: ["rerank.model-echo"],
    answer: bodies(all, (body) => ({ ...body, model: "/models/rank.gguf" })),
  },
  {
    id: "rerank-paths-differ",
    bug: "One path gives logits and the others do not.",
    killedBy: ["rerank.same-everywhere"],
    request: requests("openaiRerank", (body) => ({ ...body, raw_scores: true })),
  },
  {
    id: "rerank-empty-text-null",
    bug: "The score of an empty document is no number.",
    killedBy: ["rerank.odd-texts"],
    answer: asked((each, request) =>
      each.map((one) => (documentsOf(request)[Number(one.index)] === "" ? { ...one, relevance_score: null } : one)),
    ),
  },
  {
    id: "rerank-long-refused",
    bug: "A document that is too long is refused, whatever `truncate` is.",
    killedBy: ["rerank.truncate"],
    request: requests(all, (body) => ({ ...body, truncate: false })),
  },
  {
    id: "rerank-long-cut",
    bug: "`truncate` false has no effect.",
    killedBy: ["rerank.truncate-false"],
    request: requests(all, (body) => without(body, "truncate")),
  },
  {
    id: "rerank-any-model",
    bug: "A model that does not rank gives a ranking of noise.",
    killedBy: ["rerank.not-a-ranker"],
    answer: accepting(400),
  },
  {
    id: "rerank-not-found-400",
    bug: "A model that is not in the store gets 400.",
    killedBy: ["rerank.model-not-found"],
    answer: answers("teiRerank", (answer) => (answer.status === 404 ? { ...answer, status: 400 } : answer)),
  },
  {
    id: "rerank-keep-alive-numbers",
    bug: "`keep_alive` must be a text.",
    killedBy: ["rerank.keep-alive"],
    answer: refusing(all, (body) => typeof body.keep_alive === "number"),
  },
];
