import type { RequirementId } from "@cria/spec";
import { type Check, check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectEqual, expectRecord, expectStatus, expectThat, show } from "../check/expect.ts";
import { NotApplicable } from "../check/outcome.ts";
import type { Answer } from "../exchange/answer.ts";
import { absentModel } from "../target/absent-operations.ts";
import { modelWithout } from "./inference/ask.ts";
import { ask, type Fields, user } from "./v1/ask.ts";
import { embedder } from "./v1/embedder.ts";
import { errorOf, expectMessage } from "./v1/errors.ts";
import { expectSaid, expectText } from "./v1/json.ts";
import { declared, path } from "./v1/messages.ts";
import { weather } from "./v1/tools.ts";

const least: Fields = { model: absentModel, max_tokens: 1, messages: [user("Hi")] };

/** Asks for a message of a model that is not there, or for what else is given. */
function refuse(context: CheckContext, more: Fields = {}): Promise<Answer> {
  return ask(context, path, { ...least, ...more });
}

/** Errors of both kinds. */
async function errors(context: CheckContext, verify: (answer: Answer) => void): Promise<void> {
  for (const more of [{}, { model: 5 }, { max_tokens: undefined }, { stream: true }])
    verify(await refuse(context, more));
}

/** Requests that are refused with 400. */
function refused(id: RequirementId, ...cases: readonly Fields[]): Check {
  return check(id, [], async (context) => {
    for (const more of cases) expectStatus(await refuse(context, more), 400);
  });
}

function told(id: RequirementId, said: string, ...cases: readonly Fields[]): Check {
  return check(id, [], async (context) => {
    for (const more of cases) expectMessage(await refuse(context, more), said);
  });
}

const maxTokens = "max_tokens is required and must be positive";

export const anthropicErrors = [
  check("anthropic-errors.envelope", [], (context) =>
    errors(context, (answer) => {
      const body = expectRecord(answer.json, "the body", answer);
      expectEqual(body.type, "error", "type", answer);
      errorOf(answer);
    }),
  ),
  check("anthropic-errors.message", [], (context) =>
    errors(context, (answer) => void expectSaid(errorOf(answer).message, "error.message", answer)),
  ),
  check("anthropic-errors.request-id", [], (context) =>
    errors(context, (answer) => {
      const { request_id: id } = expectRecord(answer.json, "the body", answer);
      expectThat(expectText(id, "request_id", answer).startsWith("req_"), `request_id is ${show(id)}`, answer);
    }),
  ),
  check("anthropic-errors.type-400", [], async (context) => {
    const answer = await refuse(context, { max_tokens: undefined });
    if (answer.status !== 400) throw new NotApplicable(`a request without max_tokens is answered ${answer.status}`);
    expectEqual(errorOf(answer).type, "invalid_request_error", "error.type", answer);
  }),
  check("anthropic-errors.type-404", [], async (context) => {
    const answer = await refuse(context);
    if (answer.status !== 404) throw new NotApplicable(`an unknown model is answered ${answer.status}`);
    expectEqual(errorOf(answer).type, "not_found_error", "error.type", answer);
  }),
  check("anthropic-errors.status-not-200", [], (context) =>
    errors(context, (answer) => {
      expectThat(answer.status >= 400, `a refusal has status ${answer.status}`, answer);
      expectRecord(answer.json, "the body", answer);
    }),
  ),
  refused("anthropic-errors.model-required-400", { model: undefined }, { model: "" }),
  told("anthropic-errors.model-required-text", "model is required", { model: undefined }, { model: "" }),
  refused("anthropic-errors.max-tokens-required-400", { max_tokens: undefined }),
  refused("anthropic-errors.max-tokens-positive-400", { max_tokens: 0 }, { max_tokens: -1 }),
  told("anthropic-errors.max-tokens-text", maxTokens, { max_tokens: undefined }, { max_tokens: 0 }, { max_tokens: -1 }),
  refused("anthropic-errors.messages-required-400", { messages: undefined }, { messages: [] }),
  told("anthropic-errors.messages-required-text", "messages is required", { messages: undefined }, { messages: [] }),
  told("anthropic-errors.model-before-max-tokens", "model is required", { model: undefined, max_tokens: undefined }),
  told("anthropic-errors.max-tokens-before-messages", maxTokens, { max_tokens: undefined, messages: undefined }),
  refused("anthropic-errors.fields-before-model", { messages: undefined }),
  check("anthropic-errors.model-missing-404", [], async (context) => {
    for (const stream of [false, true]) expectStatus(await refuse(context, { stream }), 404);
  }),
  told("anthropic-errors.model-missing-text", `model '${absentModel}' not found`, {}),
  check("anthropic-errors.embedding-model-400", [], async (context) => {
    expectStatus(await refuse(context, { model: embedder(context) }), 400);
  }),
  check("anthropic-errors.tools-unsupported-400", ["model"], async (context) => {
    expectStatus(await refuse(context, { model: modelWithout(context, "tools"), tools: declared(weather) }), 400);
  }),
];
