import { check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectEqual, expectError, expectStatus, expectThat } from "../check/expect.ts";
import { absentModel } from "../target/absent-operations.ts";
import { copied, copy, entryOf, remove, removed } from "./models/store.ts";

/** The endpoints that name a model, and how. */
const uses: readonly (readonly [path: string, body: object])[] = [
  ["/api/show", {}],
  ["/api/generate", { prompt: "Hi", stream: false, options: { num_predict: 1 } }],
  ["/api/chat", { messages: [{ role: "user", content: "Hi" }], stream: false, options: { num_predict: 1 } }],
];

/** Deletes a copy that is named in this way. */
const deletesBy = (key: "model" | "name") => async (context: CheckContext) => {
  const name = await copied(context);
  expectStatus(await remove(context, name, { [key]: name }), 200);
  expectThat((await entryOf(context, name)) === undefined, "the deleted model is still in the list");
};

export const deletion = [
  check("delete.success", ["model", "writes"], async (context) => {
    expectStatus(await remove(context, await copied(context)), 200);
  }),
  check("delete.empty-body", ["model", "writes"], async (context) => {
    const answer = await remove(context, await copied(context));
    expectStatus(answer, 200);
    expectEqual(answer.text, "", "the body", answer);
  }),
  check("delete.body-read", ["model", "writes"], async (context) => {
    const name = await copied(context);
    expectStatus(await remove(context, absentModel), 404);
    await removed(context, name);
    expectThat((await entryOf(context, name)) === undefined, "the model that the body names is still there");
  }),
  check("delete.key-model", ["model", "writes"], deletesBy("model")),
  check("delete.key-name", ["model", "writes"], deletesBy("name")),
  check("delete.gone", ["model", "writes"], async (context) => {
    const model = await copied(context);
    await removed(context, model);
    for (const [path, body] of uses) expectStatus(await context.client.post(path, { model, ...body }), 404);
  }),
  check("delete.again", ["model", "writes"], async (context) => {
    const name = await copied(context);
    await removed(context, name);
    expectStatus(await remove(context, name), 404);
  }),
  check("delete.missing-name", ["writes"], async (context) => {
    for (const body of [{}, { model: "" }, { name: "" }]) {
      expectError(await remove(context, "", body), 400, "model is required");
    }
  }),
  check("delete.invalid-name", ["writes"], async (context) => {
    for (const name of ["a b", "-x", "a/b/c/d"]) {
      expectError(await remove(context, name), 400, `name "${name}" is invalid`);
    }
  }),
  check("delete.not-found-text", ["writes"], async (context) => {
    for (const name of [absentModel, `${absentModel}:x`, absentModel.toUpperCase()]) {
      expectError(await remove(context, name), 404, `model '${name}' not found`);
    }
  }),
  check("delete.other-tags-kept", ["model", "writes"], async (context) => {
    const name = await copied(context);
    const other = context.scratch.adopt(`${name}:other`);
    expectStatus(await copy(context, context.model, other), 200);
    await removed(context, other);
    expectThat((await entryOf(context, name)) !== undefined, "deleting one tag deleted another", undefined);
  }),
];
