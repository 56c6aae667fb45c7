import { check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectEqual, expectError, expectRecord, expectStatus, expectThat } from "../check/expect.ts";
import { absentModel } from "../target/absent-operations.ts";
import { cosine, embedding, embedOne, vectorOf } from "./embedding/vectors.ts";

const path = "/api/embeddings";
const prompt = "A llama walks over a hill.";

async function ask(context: CheckContext, more: object) {
  const answer = await context.client.post(path, embedding(context, more));
  expectStatus(answer, 200);
  return { answer, body: expectRecord(answer.json, "the body", answer) };
}

/** The answer that several checks look at. */
const usual = (context: CheckContext) => context.once("an old embedding", () => ask(context, { prompt }));

export const embeddings = [
  check("embeddings.present", ["embedding"], async (context) => {
    await ask(context, { prompt });
  }),
  check("embeddings.shape", ["embedding"], async (context) => {
    const { body, answer } = await usual(context);
    expectThat(vectorOf(body.embedding, answer).length > 0, "embedding is empty", answer);
  }),
  check("embeddings.only-field", ["embedding"], async (context) => {
    const { body, answer } = await usual(context);
    expectEqual(Object.keys(body), ["embedding"], "the fields", answer);
  }),
  check("embeddings.matches-embed", ["embedding"], async (context) => {
    const { body, answer } = await usual(context);
    const likeness = cosine(vectorOf(body.embedding, answer), await embedOne(context, prompt));
    expectThat(likeness > 0.999, `the cosine with the vector of /api/embed is ${likeness}`, answer);
  }),
  check("embeddings.empty-prompt", ["embedding"], async (context) => {
    for (const more of [{}, { prompt: "" }]) {
      const { body, answer } = await ask(context, more);
      expectEqual(body.embedding, [], "embedding", answer);
    }
  }),
  check("embeddings.input-ignored", ["embedding"], async (context) => {
    const { body, answer } = await ask(context, { input: prompt });
    expectEqual(body.embedding, [], "embedding for input without a prompt", answer);
  }),
  check("embeddings.model.empty", [], async ({ client }) => {
    for (const body of [{ prompt }, { model: "", prompt }]) {
      expectError(await client.post(path, body), 400, "model is required");
    }
  }),
  check("embeddings.model.not-found", [], async ({ client }) => {
    expectError(await client.post(path, { model: absentModel, prompt }), 404);
  }),
  check("embeddings.model.not-found-text", [], async ({ client }) => {
    const text = `model "${absentModel}" not found, try pulling it first`;
    expectError(await client.post(path, { model: absentModel, prompt }), 404, text);
  }),
  check("embeddings.model.invalid", [], async ({ client }) => {
    expectError(await client.post(path, { model: "a b", prompt }), 400, "invalid model name");
  }),
];
