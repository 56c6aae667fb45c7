import { check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectEqual, expectError, expectStatus } from "../check/expect.ts";
import { absentModel } from "../target/absent-operations.ts";
import { copy as ask, copied, listedField } from "./models/store.ts";
import { comparable, show } from "./store/entries.ts";

const noNames = ["", "a b", "-x", "a/b/c/d"];

/** Each of the texts is refused as one of the names. */
const refuses = (role: "source" | "destination") => async (context: CheckContext) => {
  for (const name of noNames) {
    const names = { source: context.model, destination: context.scratch.name(), [role]: name };
    expectError(await context.client.post("/api/copy", names), 400, `${role} "${name}" is invalid`);
  }
};

export const copy = [
  check("copy.success", ["model", "writes"], async (context) => {
    expectStatus(await ask(context, context.model, context.scratch.name()), 200);
  }),
  check("copy.empty-body", ["model", "writes"], async (context) => {
    const answer = await ask(context, context.model, context.scratch.name());
    expectStatus(answer, 200);
    expectEqual(answer.text, "", "the body", answer);
    expectEqual(answer.mediaType, "", "the content type", answer);
  }),
  check("copy.copy-usable", ["model", "writes"], async (context) => {
    const model = await copied(context);
    await show(context, model);
    const options = { num_predict: 1 };
    expectStatus(await context.client.post("/api/generate", { model, prompt: "Hi", stream: false, options }), 200);
    const messages = [{ role: "user", content: "Hi" }];
    expectStatus(await context.client.post("/api/chat", { model, messages, stream: false, options }), 200);
  }),
  check("copy.source-kept", ["model", "writes"], async (context) => {
    const before = await show(context, context.model);
    await copied(context);
    const after = await show(context, context.model);
    expectEqual(comparable(after.body), comparable(before.body), "what show says of the source", after.answer);
  }),
  check("copy.tag-added", ["model", "writes"], async (context) => {
    const name = await copied(context);
    expectEqual(await listedField(context, name, "name"), `${name}:latest`, "the name in the list");
  }),
  check("copy.source-missing-status", ["writes"], async (context) => {
    expectStatus(await ask(context, absentModel, context.scratch.name()), 404);
  }),
  check("copy.source-missing-text", ["writes"], async (context) => {
    expectError(await ask(context, absentModel, context.scratch.name()), 404, `model "${absentModel}" not found`);
  }),
  check("copy.source-invalid", ["model", "writes"], refuses("source")),
  check("copy.destination-invalid", ["model", "writes"], refuses("destination")),
  check("copy.source-case", ["model", "writes"], async (context) => {
    const name = await copied(context);
    expectStatus(await ask(context, name.toUpperCase(), context.scratch.name()), 200);
  }),
];
