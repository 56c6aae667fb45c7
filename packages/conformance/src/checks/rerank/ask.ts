import { type OperationId, operations } from "@cria/spec";
import type { CheckContext } from "../../check/context.ts";
import { expectArray, expectRecord, expectStatus, expectThat, show } from "../../check/expect.ts";
import type { Answer } from "../../exchange/answer.ts";
import { offeredOf } from "../v1/offered.ts";

export const rerankIds = ["rerank", "openaiRerank", "teiRerank"] as const satisfies readonly OperationId[];

/** What is looked for, and where. */
export const query = "Which animal walks over the hill?";
export const documents = ["The sea is wide.", "A llama walks over a hill.", "One, two, three"] as const;

export interface Scored {
  readonly index: number;
  readonly score: number;
  /** As it was sent. */
  readonly entry: Readonly<Record<string, unknown>>;
}

export interface Ranked {
  readonly answer: Answer;
  readonly body: Readonly<Record<string, unknown>>;
  /** In the order of the answer. */
  readonly results: readonly Scored[];
}

/** Path of the first of the operations that the server offers. */
export const pathOf = (context: CheckContext): string => operations[offeredOf(context, rerankIds)[0]!].path;

/** Body of a request for a ranking. */
export const ranking = (context: CheckContext, more: object) => ({
  model: context.models.with("rerank"),
  query,
  documents,
  ...more,
});

/** Sends a request for a ranking, by default of the usual documents. */
export function send(context: CheckContext, more: object = {}, path = pathOf(context)): Promise<Answer> {
  return context.client.post(path, ranking(context, more));
}

/** Ranks documents. Throws a Violation if the answer has no results that can be read. */
export async function rank(context: CheckContext, more: object = {}, path?: string): Promise<Ranked> {
  const answer = await send(context, more, path);
  expectStatus(answer, 200);
  const body = expectRecord(answer.json, "the body", answer);
  return { answer, body, results: scoredOf(body.results, "relevance_score", answer) };
}

/** Ranks texts in the form of text-embeddings-inference. */
export async function rankTexts(context: CheckContext, texts: readonly string[], more: object = {}) {
  const answer = await send(context, { documents: undefined, texts, ...more });
  expectStatus(answer, 200);
  return { answer, results: scoredOf(answer.json, "score", answer) };
}

function scoredOf(list: unknown, key: string, answer: Answer): Scored[] {
  return expectArray(list, "the results", answer).map((each) => {
    const entry = expectRecord(each, "a result", answer);
    const { index, [key]: score } = entry;
    expectThat(Number.isInteger(index), `index is ${show(index)}`, answer);
    expectThat(typeof score === "number" && Number.isFinite(score), `${key} is ${show(score)}`, answer);
    return { index: Number(index), score, entry };
  });
}

/** Scores in the order of the documents. */
export const scoresOf = ({ results }: Pick<Ranked, "results">): number[] =>
  results.toSorted((a, b) => a.index - b.index).map(({ score }) => score);

/** Scores are equal, up to rounding. */
export function expectSameScores(
  received: readonly number[],
  expected: readonly number[],
  what: string,
  answer: Answer,
) {
  const holds =
    received.length === expected.length && received.every((score, i) => Math.abs(score - expected[i]!) < 1e-3);
  expectThat(holds, `${what} are ${show(received)} instead of ${show(expected)}`, answer);
}
