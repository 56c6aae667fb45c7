import { check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectError, expectStatus, expectThat, isRecord } from "../check/expect.ts";
import { absentModel } from "../target/absent-operations.ts";

const chatOf = (model: string, more: object = {}) => ({
  model,
  messages: [{ role: "user", content: "hi" }],
  stream: false,
  options: { num_predict: 1 },
  ...more,
});

const generateOf = (model: string, more: object = {}) => ({
  model,
  prompt: "hi",
  stream: false,
  options: { num_predict: 1 },
  ...more,
});

/** Generate and chat say so of a model that is not there. */
const notFound =
  (text: string) =>
  async ({ client }: CheckContext) => {
    expectError(await client.post("/api/generate", generateOf(absentModel)), 404, text);
    expectError(await client.post("/api/chat", chatOf(absentModel)), 404, text);
  };

/** Generate and chat refuse a request so. */
const refused =
  (more: object, text: string | RegExp) =>
  async ({ client, model }: CheckContext) => {
    expectError(await client.post("/api/generate", generateOf(model, more)), 400, text);
    expectError(await client.post("/api/chat", chatOf(model, more)), 400, text);
  };

export const changes = [
  check("changes.not-found.single-quotes-pull", [], notFound(`model '${absentModel}' not found, try pulling it first`)),
  check("changes.not-found.double-quotes-pull", [], notFound(`model "${absentModel}" not found, try pulling it first`)),
  check("changes.empty-model.required", [], async ({ client }) => {
    expectError(await client.post("/api/generate", generateOf("")), 400, "model is required");
  }),
  check("changes.empty-model.embed-required", [], async ({ client }) => {
    expectError(await client.post("/api/embed", { model: "", input: "hi" }), 400, "model is required");
  }),
  check("changes.invalid-name.generate-not-found", [], async ({ client, absent }) => {
    expectError(await client.post("/api/generate", generateOf("a b")), 404);
    if (!absent.has("embed")) expectError(await client.post("/api/embed", { model: "a b", input: "hi" }), 404);
  }),
  check("changes.invalid-name.chat-required", [], async ({ client, absent }) => {
    expectError(await client.post("/api/chat", chatOf("a b")), 400, "model is required");
    if (absent.has("embeddings")) return;
    expectError(await client.post("/api/embeddings", { model: "a b", prompt: "hi" }), 400, "model is required");
  }),
  check("changes.wrong-method.not-found", [], async ({ client }) => {
    for (const path of ["/api/chat", "/api/generate", "/api/show"]) expectStatus(await client.get(path), 404);
  }),
  check("changes.clean-path.moved", [], async ({ client }) => {
    const answer = await client.get("//api/tags");
    expectThat([301, 307].includes(answer.status), `the status is ${answer.status}`, answer);
  }),
  check("changes.roles.checked", ["model"], async ({ client, model }) => {
    const body = chatOf(model, { messages: [{ role: "wizard", content: "hi" }] });
    const answer = await client.post("/api/chat", body);
    expectThat(answer.status >= 400, `the role wizard got status ${answer.status}`, answer);
    expectError(answer, answer.status, /^invalid role:/);
  }),
  check("changes.options.unknown-refused", ["model"], refused({ options: { cria_unknown: 1 } }, /^invalid options:/)),
  check("changes.format.json-only", ["model"], refused({ format: "xml" }, "format must be json")),
  check("changes.format.empty-or-json", ["model"], refused({ format: "xml" }, 'format must be empty or "json"')),
  check("changes.think.off-by-default", ["thinking"], async ({ client, models }) => {
    const answer = await client.post("/api/chat", chatOf(models.with("thinking")));
    expectStatus(answer, 200);
    const body = answer.json;
    const message = isRecord(body) && isRecord(body.message) ? body.message : {};
    expectThat(message.thinking === undefined, "the model thinks without being asked to", answer);
  }),
  check("changes.think.bool-only", ["thinking"], async ({ client, models }) => {
    expectStatus(await client.post("/api/chat", chatOf(models.with("thinking"), { think: "high" })), 400);
  }),
  check("changes.long-prompt.truncate-off-text", ["model"], (context) => {
    const prompt = "llama hill sea green wide ".repeat(60);
    const more = { prompt, messages: [{ role: "user", content: prompt }], truncate: false, options: { num_ctx: 64 } };
    return refused(more, "the input length exceeds the context length")(context);
  }),
  check("changes.create.modelfile-required", [], async ({ client }) => {
    const body = { model: absentModel, name: absentModel, stream: false };
    expectError(await client.post("/api/create", body), 400, "path or modelfile are required");
  }),
];
