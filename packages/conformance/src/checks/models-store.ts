import { randomBytes } from "node:crypto";
import { check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectEqual, expectStatus, expectThat, isRecord } from "../check/expect.ts";
import { NotApplicable } from "../check/outcome.ts";
import { expectSuccess } from "./models/outcome.ts";
import {
  copied,
  copy,
  create,
  digestOf,
  ggufDigest,
  hasBlob,
  listedField,
  removed,
  shownField,
} from "./models/store.ts";
import { storeMachine } from "./models/store-machine.ts";
import { comparable, list, show, textOf, wholeName } from "./store/entries.ts";

/** A system prompt that no other model has. */
function freshSystem(): string {
  return `You are llama ${randomBytes(16).toString("hex")}.`;
}

/** Creates a model with a system prompt of its own, whose blob is in the store. */
async function withOwnBlob(context: CheckContext) {
  const system = freshSystem();
  const name = await context.createModel({ system });
  const digest = digestOf(system);
  if (await hasBlob(context, digest)) return { name, system, digest };
  throw new NotApplicable("the server keeps system prompts elsewhere than in blobs");
}

/** The entries of the list with a name, in any case. */
async function namesLike(context: CheckContext, name: string): Promise<string[]> {
  const { answer, models } = await list(context);
  return models.map((entry) => textOf(entry, "name", answer)).filter((each) => wholeName(each) === wholeName(name));
}

export const modelsStore = [
  check("models-store.created-is-usable", ["model", "writes"], async (context) => {
    const name = await context.createModel({ system: "Be brief." });
    await show(context, name);
    await storeMachine(context);
  }),
  check("models-store.create-any-case", ["model", "writes"], async (context) => {
    const name = await context.createModel({ system: "The first." });
    const other = context.scratch.adopt(name.toUpperCase());
    expectSuccess(await create(context, { model: other, system: "The second." }));
    expectEqual((await namesLike(context, name)).length, 1, "the number of models with this name");
    expectEqual(await shownField(context, name, "system"), "The second.", "the system prompt");
  }),
  check("models-store.copy-any-case", ["model", "writes"], async (context) => {
    const name = await context.createModel({ system: "The first." });
    const other = context.scratch.adopt(name.toUpperCase());
    const second = await context.createModel({ system: "The second." });
    expectStatus(await copy(context, second, other), 200);
    expectEqual((await namesLike(context, name)).length, 1, "the number of models with this name");
    expectEqual(await shownField(context, name, "system"), "The second.", "the system prompt");
  }),
  check("models-store.digest-stable", ["model", "writes"], async (context) => {
    const name = await context.createModel({ system: "Be brief." });
    const digest = await listedField(context, name, "digest");
    await context.createModel({ system: "Be long." });
    await show(context, name);
    expectEqual(await listedField(context, name, "digest"), digest, "the digest");
  }),
  check("models-store.digest-of-content", ["model", "writes"], async (context) => {
    const model = await context.createModel({ system: "The first." });
    const digest = await listedField(context, model, "digest");
    expectSuccess(await create(context, { model, system: "The second." }));
    const changed = (await listedField(context, model, "digest")) !== digest;
    expectThat(changed, "the digest is the same though the system prompt is another");
  }),
  check("models-store.same-content-same-digest", ["model", "writes"], async (context) => {
    const body = { system: "Be brief.", parameters: { temperature: 0.5, stop: ["<end>"] } };
    const [one, two] = [await context.createModel(body), await context.createModel(body)];
    const digests = [await listedField(context, one, "digest"), await listedField(context, two, "digest")];
    expectEqual(digests[1], digests[0], "the digest of the second model");
  }),
  check("models-store.size-of-copy", ["model", "writes"], async (context) => {
    const source = await context.createModel({ system: "Be brief." });
    const name = await copied(context, source);
    const size = await listedField(context, source, "size");
    expectEqual(await listedField(context, name, "size"), size, "the size of the copy");
  }),
  check("models-store.copy-is-independent", ["model", "writes"], async (context) => {
    const { name, system } = await withOwnBlob(context);
    const copyName = await copied(context, name);
    await removed(context, name);
    expectEqual(await shownField(context, copyName, "system"), system, "the system prompt of the copy");
  }),
  check("models-store.copy-onto-itself", ["model", "writes"], async (context) => {
    const name = await context.createModel({ system: "Be brief." });
    const before = await show(context, name);
    expectStatus(await copy(context, name, name), 200);
    const after = await show(context, name);
    expectEqual(comparable(after.body), comparable(before.body), "what show says afterwards", after.answer);
  }),
  check("models-store.copy-replaces", ["model", "writes"], async (context) => {
    const name = await context.createModel({ system: "The first." });
    const other = await context.createModel({ system: "The second." });
    expectStatus(await copy(context, other, name), 200);
    expectEqual(await shownField(context, name, "system"), "The second.", "the system prompt");
  }),
  check("models-store.delete-removes-unshared-blobs", ["model", "writes"], async (context) => {
    const { name, digest } = await withOwnBlob(context);
    await removed(context, name);
    expectThat(!(await hasBlob(context, digest)), "the blob of the deleted model is still there");
  }),
  check("models-store.delete-keeps-shared-blobs", ["model", "writes"], async (context) => {
    const { name, system, digest } = await withOwnBlob(context);
    const other = await context.createModel({ system });
    await removed(context, name);
    expectThat(await hasBlob(context, digest), "a blob is gone that another model uses");
    expectEqual(await shownField(context, other, "system"), system, "the system prompt of the other model");
  }),
  check("models-store.blob-before-create", ["model", "writes"], async (context) => {
    const digest = await ggufDigest(context);
    for (const file of ["a.gguf", "b.gguf"]) {
      await show(context, await context.createModel({ from: undefined, files: { [file]: digest } }));
    }
  }),
  check("models-store.parent-model", ["model", "writes"], async (context) => {
    const base = await context.createModel({ system: "Be brief." });
    const details = await shownField(context, await context.createModel({ from: base }), "details");
    const parent = isRecord(details) ? details.parent_model : undefined;
    expectThat(wholeName(String(parent)) === wholeName(base), `parent_model is ${JSON.stringify(parent)}, not ${base}`);
  }),
  check("models-store.base-untouched", ["model", "writes"], async (context) => {
    const base = await context.createModel({ system: "Be brief.", parameters: { stop: ["<end>"] } });
    const before = await show(context, base);
    await context.createModel({ from: base, system: "Be long.", parameters: { stop: ["<stop>"], seed: 1 } });
    const after = await show(context, base);
    expectEqual(comparable(after.body), comparable(before.body), "what show says of the base", after.answer);
  }),
];
