import { operations } from "@cria/spec";
import fc from "fast-check";
import { type Check, check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectEqual, expectRecord, expectStatus, expectThat, show } from "../check/expect.ts";
import { NotApplicable } from "../check/outcome.ts";
import { absentModel } from "../target/absent-operations.ts";
import { documents, expectSameScores, query, rank, rankTexts, rerankIds, scoresOf, send } from "./rerank/ask.ts";
import { offeredOf } from "./v1/offered.ts";

/** The answer that many checks look at. */
const usual = (context: CheckContext) => context.once("a ranking", () => rank(context));

const need = ["rerank"] as const;

/** Costly, as it takes a model. */
const weight = { weight: 4 };

const text = fc.oneof(
  fc.constantFrom(...documents, "naïve café", "🦙", "a\nb"),
  fc.stringMatching(/^[a-z]{1,8}( [a-z]{1,8}){0,3}$/),
);

/** A context that is small, and a document that is too long for it. */
const small = { num_ctx: 64 };
const long = "llama hill sea green wide ".repeat(60);

/** A request that is wrong gets a status. */
const refuses = (status: number, ...wrong: readonly object[]) =>
  async function refuse(context: CheckContext): Promise<void> {
    for (const more of wrong) expectStatus(await send(context, more), status);
  };

/** Checks of ranking, which servers may offer. */
export const rerank: readonly Check[] = [
  check("rerank.results", need, async (context) => {
    const { results, answer } = await usual(context);
    expectThat(results.length > 0, "there are no results", answer);
  }),
  check("rerank.each-once", need, async (context) => {
    const { results, answer } = await usual(context);
    const indexes = results.map(({ index }) => index).toSorted((a, b) => a - b);
    expectEqual(indexes, [...documents.keys()], "the indexes, sorted", answer);
  }),
  check("rerank.sorted", need, (context) =>
    context.property(
      fc.array(text, { minLength: 2, maxLength: 6 }),
      async (documents) => {
        const { results, answer } = await rank(context, { documents });
        const scores = results.map(({ score }) => score);
        expectEqual(
          scores,
          scores.toSorted((a, b) => b - a),
          "the scores",
          answer,
        );
      },
      weight,
    ),
  ),
  check("rerank.order-independent", need, async (context) => {
    const expected = scoresOf(await usual(context));
    for (const order of [
      [2, 1, 0],
      [1, 2, 0],
    ]) {
      const changed = await rank(context, { documents: order.map((place) => documents[place]) });
      const wanted = order.map((place) => expected[place]!);
      expectSameScores(scoresOf(changed), wanted, "the scores in another order", changed.answer);
    }
  }),
  check("rerank.alone-as-among-others", need, async (context) => {
    const { answer, ...among } = await usual(context);
    const alone: number[] = [];
    for (const document of documents) alone.push(...scoresOf(await rank(context, { documents: [document] })));
    expectSameScores(scoresOf(among), alone, "the scores among others", answer);
  }),
  check("rerank.repeatable", need, async (context) => {
    const expected = scoresOf(await usual(context));
    const again = await rank(context);
    expectSameScores(scoresOf(again), expected, "the scores of the second answer", again.answer);
  }),
  check("rerank.query", need, async (context) => {
    const raw = await rank(context, { raw_scores: true });
    const other = await rank(context, { raw_scores: true, query: "How many numbers are there in the text?" });
    expectThat(show(scoresOf(other)) !== show(scoresOf(raw)), "another query changes no score", other.answer);
  }),
  check("rerank.score-range", need, async (context) => {
    const { results, answer } = await usual(context);
    for (const { score } of results) expectThat(score >= 0 && score <= 1, `a score is ${score}`, answer);
  }),
  check("rerank.raw-scores", need, async (context) => {
    const { results } = await usual(context);
    const raw = await rank(context, { raw_scores: true });
    const order = raw.results.map(({ index }) => index);
    expectEqual(
      order,
      results.map(({ index }) => index),
      "the order of raw scores",
      raw.answer,
    );
  }),
  check("rerank.top-n", need, async (context) => {
    const { results } = await usual(context);
    for (const top of [1, 2, documents.length, documents.length + 1]) {
      const best = await rank(context, { top_n: top });
      const indexes = results.slice(0, top).map(({ index }) => index);
      expectEqual(
        best.results.map(({ index }) => index),
        indexes,
        `the indexes with top_n ${top}`,
        best.answer,
      );
    }
  }),
  check("rerank.top-n-ignored", need, async (context) => {
    for (const top of [0, -1]) {
      const answer = await send(context, { top_n: top });
      if (answer.status === 400) continue;
      expectEqual((await rank(context, { top_n: top })).results.length, documents.length, "the results", answer);
    }
  }),
  check("rerank.documents", need, async (context) => {
    for (const more of [{}, { return_documents: true }]) {
      const { results, answer } = await rank(context, more);
      for (const { index, entry } of results) {
        const document = expectRecord(entry.document, "document", answer);
        expectEqual(document.text, documents[index], `the text of document ${index}`, answer);
      }
    }
  }),
  check("rerank.documents-left-out", need, async (context) => {
    const { results, answer } = await rank(context, { return_documents: false });
    for (const { entry } of results) expectThat(!("document" in entry), "a result has a document", answer);
  }),
  check("rerank.objects", need, async (context) => {
    const objects = await rank(context, { documents: documents.map((text, place) => ({ text, place })) });
    expectSameScores(scoresOf(objects), scoresOf(await usual(context)), "the scores of objects", objects.answer);
  }),
  check(
    "rerank.wrong-documents",
    need,
    refuses(400, { documents: [1] }, { documents: [null] }, { documents: [{ title: "a" }] }, { documents: "a" }),
  ),
  check("rerank.no-documents", need, async (context) => {
    const { results, answer } = await rank(context, { documents: [] });
    expectEqual(results.length, 0, "the number of results", answer);
  }),
  check("rerank.documents-absent", need, refuses(400, { documents: undefined }, { documents: null })),
  check("rerank.query-absent", need, refuses(400, { query: undefined }, { query: null })),
  check("rerank.texts", need, async (context) => {
    const { results, answer } = await rankTexts(context, documents);
    const scores = results.map(({ score }) => score);
    expectEqual(
      scores,
      scores.toSorted((a, b) => b - a),
      "the scores",
      answer,
    );
    expectEqual(results.length, documents.length, "the number of elements", answer);
  }),
  check("rerank.return-text", need, async (context) => {
    const shown = await rankTexts(context, documents, { return_text: true });
    for (const { index, entry } of shown.results) {
      expectEqual(entry.text, documents[index], `the text of element ${index}`, shown.answer);
    }
    const { results, answer } = await rankTexts(context, documents);
    for (const { entry } of results) expectThat(!("text" in entry), "an element has a text", answer);
  }),
  check("rerank.texts-as-documents", need, async (context) => {
    const texts = await rankTexts(context, documents);
    expectSameScores(scoresOf(texts), scoresOf(await usual(context)), "the scores of texts", texts.answer);
  }),
  check("rerank.usage", need, async (context) => {
    const { body, answer } = await usual(context);
    const { prompt_tokens: prompt, total_tokens: total } = expectRecord(body.usage, "usage", answer);
    expectThat(Number.isInteger(prompt) && Number(prompt) > 0, `prompt_tokens is ${show(prompt)}`, answer);
    expectEqual(total, prompt, "total_tokens", answer);
  }),
  check("rerank.usage-sum", need, async (context) => {
    const tokens = async (documents: readonly string[]) => {
      const { body, answer } = await rank(context, { documents });
      return Number(expectRecord(body.usage, "usage", answer).prompt_tokens);
    };
    let sum = 0;
    for (const document of documents) sum += await tokens([document]);
    expectEqual(await tokens(documents), sum, "prompt_tokens of all documents");
  }),
  check("rerank.model-echo", need, async (context) => {
    const { body, answer } = await usual(context);
    expectEqual(body.model, context.models.with("rerank"), "model", answer);
  }),
  check("rerank.same-everywhere", need, async (context) => {
    const expected = scoresOf(await usual(context));
    for (const id of offeredOf(context, rerankIds)) {
      const ranked = await rank(context, {}, operations[id].path);
      expectSameScores(scoresOf(ranked), expected, `the scores of ${operations[id].path}`, ranked.answer);
    }
  }),
  check("rerank.odd-texts", need, async (context) => {
    const odd = ["", " ", "\n\n", "🦙", "\u0000", "a".repeat(500)];
    const { results, answer } = await rank(context, { documents: odd });
    expectEqual(results.length, odd.length, "the number of results", answer);
  }),
  check("rerank.truncate", need, async (context) => {
    const { results, answer } = await rank(context, { documents: [long, documents[1]], options: small });
    expectEqual(results.length, 2, "the number of results", answer);
  }),
  check("rerank.truncate-false", need, async (context) => {
    const more = { documents: [documents[1], long], truncate: false, options: small };
    expectStatus(await send(context, more), 400);
    expectStatus(await send(context, { ...more, documents: [documents[1]] }), 200);
  }),
  check("rerank.not-a-ranker", need, async (context) => {
    const other = context.models.known.find(({ capabilities }) => !capabilities.includes("rerank"));
    if (other === undefined) throw new NotApplicable("all models of the server rank");
    const answer = await send(context, { model: other.name });
    expectThat(answer.status >= 400, `a model that does not rank gets ${answer.status}`, answer);
  }),
  check("rerank.model-not-found", [], async (context) => {
    for (const id of offeredOf(context, rerankIds)) {
      const body = { model: absentModel, query, documents };
      expectStatus(await context.client.post(operations[id].path, body), 404);
    }
  }),
  check("rerank.keep-alive", need, async (context) => {
    for (const keepAlive of ["13m", 900, -1]) await rank(context, { keep_alive: keepAlive });
    expectStatus(await send(context, { keep_alive: "soon" }), 400);
    await rank(context, { keep_alive: "5m" });
  }),
];
