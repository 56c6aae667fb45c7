import type { CheckContext } from "../../check/context.ts";
import { expectArray, expectRecord, expectStatus, expectThat, show } from "../../check/expect.ts";
import type { Answer } from "../../exchange/answer.ts";

export type Vector = readonly number[];

/** An answer of `POST /api/embed`. */
export interface Embedded {
  readonly answer: Answer;
  readonly body: Readonly<Record<string, unknown>>;
  readonly vectors: readonly Vector[];
}

/** Body of a request for the embeddings of texts. */
export const embedding = (context: CheckContext, more: object) => ({
  model: context.models.with("embedding"),
  ...more,
});

/** Asks for embeddings. Throws a Violation if there are none. */
export async function embed(context: CheckContext, input: unknown, more: object = {}): Promise<Embedded> {
  const answer = await context.client.post("/api/embed", embedding(context, { input, ...more }));
  expectStatus(answer, 200);
  const body = expectRecord(answer.json, "the body", answer);
  const vectors = expectArray(body.embeddings, "embeddings", answer).map((each) => vectorOf(each, answer));
  return { answer, body, vectors };
}

/** A vector with its numbers. Throws a Violation for anything else. */
export function vectorOf(value: unknown, answer: Answer): Vector {
  return expectArray(value, "a vector", answer).map((number) => {
    expectThat(typeof number === "number" && Number.isFinite(number), `a vector has ${show(number)} in it`, answer);
    return number;
  });
}

/** The vector of one text. */
export async function embedOne(context: CheckContext, text: string, more: object = {}): Promise<Vector> {
  const { vectors, answer } = await embed(context, [text], more);
  const [vector] = vectors;
  expectThat(vector !== undefined && vectors.length === 1, `one text has ${vectors.length} vectors`, answer);
  return vector;
}

export const lengthOf = (vector: Vector): number => Math.hypot(...vector);

/** Cosine of the angle between two vectors; 1 for two that are all zeros. */
export function cosine(a: Vector, b: Vector): number {
  const product = a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
  const lengths = lengthOf(a) * lengthOf(b);
  return lengths === 0 ? Number(lengthOf(a) === lengthOf(b)) : product / lengths;
}

/** Two vectors are equal, up to rounding. */
export function expectSameVector(received: Vector, expected: Vector, what: string, answer: Answer): void {
  expectThat(received.length === expected.length, `${what} has ${received.length} numbers`, answer);
  const likeness = cosine(received, expected);
  const ratio = lengthOf(expected) === 0 ? 1 : lengthOf(received) / lengthOf(expected);
  const holds = likeness > 0.999 && Math.abs(ratio - 1) < 0.01;
  expectThat(holds, `${what} is another: its cosine is ${likeness}, its length ${ratio} times as large`, answer);
}
