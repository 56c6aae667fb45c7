import { check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectArray, expectEqual, expectStatus, expectThat, show } from "../check/expect.ts";
import { NotApplicable } from "../check/outcome.ts";
import type { Answer } from "../exchange/answer.ts";
import { absentModel } from "../target/absent-operations.ts";
import { untagged } from "./v1/ask.ts";
import { errorOf, expectMessage } from "./v1/errors.ts";
import { at, expectCount, expectSaid, objectsAt, textOr } from "./v1/json.ts";
import { offeredOf } from "./v1/offered.ts";

async function list(context: CheckContext) {
  offeredOf(context, ["openaiModels"]);
  const answer = await context.client.get("/v1/models");
  expectStatus(answer, 200);
  expectArray(at(answer.json, "data") ?? [], "data", answer);
  return { answer, models: objectsAt(answer.json, "data") };
}

async function tags({ client }: CheckContext) {
  const answer = await client.get("/api/tags");
  expectStatus(answer, 200);
  return objectsAt(answer.json, "models");
}

const modelPath = (name: string) => `/v1/models/${encodeURIComponent(name)}`;

/** The name of a model without a slash: one with it can't be asked for. Throws {@link NotApplicable} if there is none. */
function plainName({ models }: CheckContext): string {
  const found = models.known.find(({ name }) => !name.includes("/"));
  if (found !== undefined) return found.name;
  throw new NotApplicable("the server has no model without a slash in its name");
}

async function retrieve(context: CheckContext, name = plainName(context)) {
  const answer = await context.client.get(modelPath(name));
  expectStatus(answer, 200);
  return { answer, name, model: answer.json };
}

/** The namespace of a name: the part before the model, `library` if there is none. */
function namespace(name: string): string {
  return name.split("/").at(-2) ?? "library";
}

async function missing({ client }: CheckContext): Promise<Answer> {
  return client.get(modelPath(absentModel));
}

export const openaiModels = [
  check("openai-models.list-object", [], async (context) => {
    const { answer } = await list(context);
    expectEqual(at(answer.json, "object"), "list", "object", answer);
  }),
  check("openai-models.id", [], async (context) => {
    const { answer, models } = await list(context);
    for (const { id } of models) expectSaid(id, "id of a model", answer);
  }),
  check("openai-models.id-usable", [], async (context) => {
    const { models } = await list(context);
    for (const { id } of models.slice(0, 8)) {
      const answer = await context.client.post("/api/show", { model: id });
      expectThat(answer.status !== 404, `there is no model with the id ${show(id)}`, answer);
    }
  }),
  check("openai-models.same-as-tags", [], async (context) => {
    const { answer, models } = await list(context);
    const names = (await tags(context)).map(({ name }) => name);
    expectEqual(models.map(({ id }) => id).toSorted(), names.toSorted(), "the ids", answer);
  }),
  check("openai-models.order-of-tags", [], async (context) => {
    const { answer, models } = await list(context);
    const names = (await tags(context)).map(({ name }) => name);
    expectEqual(
      models.map(({ id }) => id),
      names,
      "the ids in their order",
      answer,
    );
  }),
  check("openai-models.object", [], async (context) => {
    const { answer, models } = await list(context);
    for (const { object } of models) expectEqual(object, "model", "object of a model", answer);
  }),
  check("openai-models.created", [], async (context) => {
    const { answer, models } = await list(context);
    for (const { name, modified_at } of await tags(context)) {
      const time = Math.floor(Date.parse(textOr(modified_at)) / 1000);
      const model = models.find(({ id }) => id === name);
      if (model !== undefined) expectEqual(expectCount(model.created, "created", answer), time, "created", answer);
    }
  }),
  check("openai-models.owned-by", [], async (context) => {
    const { answer, models } = await list(context);
    for (const { id, owned_by } of models) expectEqual(owned_by, namespace(textOr(id)), "owned_by", answer);
  }),
  check("openai-models.retrieve.found", [], async (context) => {
    const name = plainName(context);
    for (const each of new Set([name, untagged(name)])) await retrieve(context, each);
  }),
  check("openai-models.retrieve.id-echo", [], async (context) => {
    for (const name of new Set([plainName(context), untagged(plainName(context))])) {
      const { answer, model } = await retrieve(context, name);
      const id = at(model, "id");
      expectThat(id === name || id === `${name}:latest`, `id is ${show(id)} for ${name}`, answer);
    }
  }),
  check("openai-models.retrieve.object", [], async (context) => {
    const { answer, model } = await retrieve(context);
    expectEqual(at(model, "object"), "model", "object", answer);
  }),
  check("openai-models.retrieve.owned-by", [], async (context) => {
    const { answer, model } = await retrieve(context);
    expectEqual(at(model, "owned_by"), "library", "owned_by", answer);
  }),
  check("openai-models.retrieve.created", [], async (context) => {
    const { answer, name, model } = await retrieve(context);
    const { models } = await list(context);
    const listed = models.find(({ id }) => id === name);
    expectEqual(at(model, "created"), listed?.created, "created", answer);
  }),
  check("openai-models.retrieve.missing-404", [], async (context) => {
    const answer = await missing(context);
    expectStatus(answer, 404);
    expectSaid(errorOf(answer).message, "error.message", answer);
  }),
  check("openai-models.retrieve.missing-text", [], async (context) => {
    expectMessage(await missing(context), `model '${absentModel}:latest' not found`);
  }),
  check("openai-models.retrieve.invalid-400", [], async ({ client }) => {
    expectStatus(await client.get(modelPath("x@y")), 400, 404);
  }),
  check("openai-models.retrieve.slash", [], async ({ client }) => {
    for (const path of ["/v1/models/cria-conformance/absent", "/v1/models/cria-conformance%2Fabsent"]) {
      expectStatus(await client.get(path), 404);
    }
  }),
];
