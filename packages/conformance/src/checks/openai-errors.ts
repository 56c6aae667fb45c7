import { check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectEqual, expectStatus, expectThat, show } from "../check/expect.ts";
import { NotApplicable } from "../check/outcome.ts";
import type { Answer } from "../exchange/answer.ts";
import { absentModel } from "../target/absent-operations.ts";
import { modelWithout } from "./inference/ask.ts";
import { ask, type Fields, user } from "./v1/ask.ts";
import { chat } from "./v1/chat.ts";
import { embedder } from "./v1/embedder.ts";
import { errorOf, expectMessage } from "./v1/errors.ts";
import { expectSaid, textOr } from "./v1/json.ts";
import { offeredOf } from "./v1/offered.ts";
import { least, type Posted, pathOf } from "./v1/requests.ts";
import { flat, nested, weather } from "./v1/tools.ts";

const chatting = ["openaiChatCompletions", "openaiResponses"] as const;
const posting = ["openaiChatCompletions", "openaiCompletions", "openaiEmbeddings", "openaiResponses"] as const;
const generating = ["openaiChatCompletions", "openaiCompletions", "openaiResponses"] as const;

/** Asks each of some operations for the least, with some fields changed. */
async function askEach<Id extends Posted>(
  context: CheckContext,
  ids: readonly Id[],
  model: string,
  more: (id: Id) => Fields,
  verify: (answer: Answer, id: Id) => void,
): Promise<void> {
  for (const id of offeredOf(context, ids)) {
    verify(await ask(context, pathOf(id), { ...least(id, model), ...more(id) }), id);
  }
}

const nothing = () => ({});

/** Each operation refuses a model that is not there. */
function absent(context: CheckContext, verify: (answer: Answer, id: Posted) => void, more: () => Fields = nothing) {
  return askEach(context, posting, absentModel, more, verify);
}

/** Each operation refuses a body of the wrong type. */
function mistyped(context: CheckContext, verify: (answer: Answer) => void) {
  return askEach(context, posting, absentModel, () => ({ model: 5 }), verify);
}

/** Errors of both kinds. */
async function errors(context: CheckContext, verify: (answer: Answer) => void): Promise<void> {
  await absent(context, verify);
  await mistyped(context, verify);
}

function typed(status: number, type: string) {
  return (answer: Answer) => {
    if (answer.status === status) expectEqual(errorOf(answer).type, type, `error.type of status ${status}`, answer);
  };
}

const toolsOf = (id: (typeof chatting)[number]) => ({
  tools: id === "openaiResponses" ? flat(weather) : nested(weather),
});
const effortOf = (id: (typeof chatting)[number]) =>
  id === "openaiResponses" ? { reasoning: { effort: "high" } } : { reasoning_effort: "high" };

const is400 = (answer: Answer) => expectStatus(answer, 400);

export const openaiErrors = [
  check("openai-errors.envelope", [], (context) => errors(context, (answer) => void errorOf(answer))),
  check("openai-errors.message-is-text", [], (context) =>
    errors(context, (answer) => void expectSaid(errorOf(answer).message, "error.message", answer)),
  ),
  check("openai-errors.type-is-text", [], (context) =>
    errors(context, (answer) => void expectSaid(errorOf(answer).type, "error.type", answer)),
  ),
  ...(["param", "code"] as const).map((field) =>
    check(`openai-errors.${field}-present`, [], (context) =>
      errors(context, (answer) => expectThat(field in errorOf(answer), `error has no key ${field}`, answer)),
    ),
  ),
  check("openai-errors.type-400", [], (context) => mistyped(context, typed(400, "invalid_request_error"))),
  check("openai-errors.type-404", [], (context) => absent(context, typed(404, "not_found_error"))),
  check("openai-errors.type-other", ["model"], async (context) => {
    // A schema that is none is found out only when the answer begins.
    const response_format = { type: "json_schema", json_schema: { schema: "none" } };
    const body = { ...least("openaiChatCompletions", context.model), max_tokens: 1, response_format };
    const answer = await ask(context, pathOf("openaiChatCompletions"), body);
    if (answer.status < 500) throw new NotApplicable(`a schema that is none is answered with ${answer.status}`);
    expectEqual(errorOf(answer).type, "api_error", `error.type of status ${answer.status}`, answer);
  }),
  check("openai-errors.status-not-200", [], (context) =>
    errors(context, (answer) => expectThat(answer.status >= 400, `a refusal has status ${answer.status}`, answer)),
  ),
  check("openai-errors.streamed-request-error-is-json", [], (context) =>
    askEach(
      context,
      generating,
      absentModel,
      () => ({ stream: true }),
      (answer) => {
        expectThat(answer.status >= 400, `a refusal has status ${answer.status}`, answer);
        errorOf(answer);
      },
    ),
  ),
  check("openai-errors.model-missing-404", [], (context) => absent(context, (answer) => expectStatus(answer, 404))),
  check("openai-errors.model-missing-names-it", [], (context) =>
    absent(context, (answer) => {
      const message = textOr(errorOf(answer).message);
      expectThat(message.includes(absentModel), `error.message does not name the model: ${show(message)}`, answer);
    }),
  ),
  check("openai-errors.model-missing-text", [], (context) =>
    askEach(context, generating, absentModel, nothing, (answer) =>
      expectMessage(answer, `model '${absentModel}' not found`),
    ),
  ),
  check("openai-errors.model-missing-text-embeddings", [], (context) =>
    askEach(context, ["openaiEmbeddings"], absentModel, nothing, (answer) =>
      expectMessage(answer, `model "${absentModel}" not found, try pulling it first`),
    ),
  ),
  check("openai-errors.model-empty-400-or-404", [], async (context) => {
    for (const model of [undefined, "", " "]) {
      await absent(
        context,
        (answer) => expectStatus(answer, 400, 404),
        () => ({ model }),
      );
    }
  }),
  check("openai-errors.model-empty-text-chat", [], (context) =>
    askEach(context, chatting, "", nothing, (answer) => expectMessage(answer, "model is required")),
  ),
  check("openai-errors.model-empty-text-other", [], (context) =>
    askEach(context, ["openaiCompletions", "openaiEmbeddings"], "", nothing, (answer) =>
      expectMessage(answer, "model '' not found"),
    ),
  ),
  check("openai-errors.model-invalid-400", [], async (context) => {
    for (const name of ["a/b/c/d/e", "x@y"]) await askEach(context, posting, name, nothing, is400);
  }),
  check("openai-errors.model-invalid-text", [], (context) =>
    askEach(context, posting, "x@y", nothing, (answer) => expectMessage(answer, "invalid model name")),
  ),
  check("openai-errors.local-and-cloud", [], (context) =>
    askEach(context, posting, "x:local:cloud", nothing, (answer) =>
      expectMessage(answer, /^use either :local or :cloud, not both/),
    ),
  ),
  check("openai-errors.embedding-model-cannot-chat", [], (context) =>
    askEach(context, chatting, embedder(context), nothing, is400),
  ),
  check("openai-errors.embedding-model-cannot-chat-text", [], (context) =>
    askEach(context, chatting, embedder(context), nothing, (answer) =>
      expectMessage(answer, `"${embedder(context)}" does not support chat`),
    ),
  ),
  check("openai-errors.embedding-model-cannot-generate", [], (context) =>
    askEach(context, ["openaiCompletions"], embedder(context), nothing, (answer) => {
      expectStatus(answer, 400);
      expectMessage(answer, / does not support generate$/);
    }),
  ),
  check("openai-errors.tools-unsupported-400", ["model"], (context) =>
    askEach(context, chatting, modelWithout(context, "tools"), toolsOf, is400),
  ),
  check("openai-errors.tools-unsupported-text", ["model"], (context) =>
    askEach(context, chatting, modelWithout(context, "tools"), toolsOf, (answer) =>
      expectMessage(answer, / does not support tools$/),
    ),
  ),
  check("openai-errors.thinking-unsupported-400", ["model"], (context) =>
    askEach(context, chatting, modelWithout(context, "thinking"), effortOf, is400),
  ),
  check("openai-errors.thinking-unsupported-text", ["model"], (context) =>
    askEach(context, chatting, modelWithout(context, "thinking"), effortOf, (answer) =>
      expectMessage(answer, `"${modelWithout(context, "thinking")}" does not support thinking`),
    ),
  ),
  check("openai-errors.server-survives", ["model"], async (context) => {
    await absent(context, () => undefined);
    const odd = { ...least("openaiChatCompletions", context.model), messages: [user(5)] };
    await ask(context, pathOf("openaiChatCompletions"), odd);
    await chat(context, { max_tokens: 1 });
    expectStatus(await context.client.get("/v1/models"), 200);
  }),
];
