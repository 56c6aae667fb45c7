import { check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectEqual, expectRecord, expectStatus, expectThat, isRecord, show as print } from "../check/expect.ts";
import { NotApplicable, NotSupported } from "../check/outcome.ts";
import { ask, can, type Kind, kinds, prompt, steady } from "./inference/ask.ts";
import { objectOf, textOf } from "./inference/frames.ts";
import { parametersOf } from "./models/shown-words.ts";
import { show } from "./store/entries.ts";
import { unlessThinking } from "./v1/ask.ts";

type Body = Readonly<Record<string, unknown>>;

/** A text that no model writes. */
const never = "<cria-conformance-never>";

/** What a model answers to the same question each time, thoughts left out. */
async function answerOf(context: CheckContext, kind: Kind, model: string, options: Body = {}): Promise<string> {
  const think = can(context, context.model, "thinking") ? { think: false } : {};
  return textOf(kind, objectOf(await ask(context, kind, prompt, { model, stream: false, options, ...think })));
}

/** What stands before a stop text, for the stop text that is in the middle of an answer. */
async function stoppable(context: CheckContext, kind: Kind) {
  const text = await answerOf(context, kind, await context.createModel());
  const stop = text
    .trim()
    .slice(Math.floor(text.trim().length / 2))
    .slice(0, 3);
  if (stop === "") throw new NotApplicable("the model answers nothing that could be stopped");
  return { text, stop, before: text.slice(0, text.indexOf(stop)) };
}

/** A completion of the chat of OpenAI's protocol. */
async function completion(context: CheckContext, model: string): Promise<string> {
  const { client, absent } = context;
  if (absent.has("openaiChatCompletions")) throw new NotSupported("the server does not offer OpenAI's chat");
  const messages = [{ role: "user", content: prompt }];
  const think = unlessThinking(context, context.model, { reasoning_effort: "none" });
  const body = { model, messages, temperature: 0, seed: steady.seed, max_tokens: steady.num_predict, ...think };
  const answer = await client.post("/v1/chat/completions", body);
  expectStatus(answer, 200);
  const { choices } = expectRecord(answer.json, "the body", answer);
  const [choice] = Array.isArray(choices) ? choices : [];
  const content = isRecord(choice) && isRecord(choice.message) ? choice.message.content : undefined;
  return typeof content === "string" ? content : "";
}

export const modelsParameters = [
  check("models-parameters.stop-used", ["model", "writes"], async (context) => {
    for (const kind of kinds) {
      const { stop, before } = await stoppable(context, kind);
      const model = await context.createModel({ parameters: { stop: [never, stop] } });
      expectEqual(await answerOf(context, kind, model), before, `the answer of ${kind}, stopped at ${print(stop)}`);
    }
  }),
  check("models-parameters.stop-request-replaces", ["model", "writes"], async (context) => {
    for (const kind of kinds) {
      const { stop, text } = await stoppable(context, kind);
      const model = await context.createModel({ parameters: { stop: [stop] } });
      const answer = await answerOf(context, kind, model, { stop: [never] });
      expectEqual(answer, text, `the answer of ${kind} with other stop texts`);
    }
  }),
  check("models-parameters.num-predict-used", ["model", "writes"], async (context) => {
    const model = await context.createModel({ parameters: { num_predict: 3 } });
    const answer = await context.client.post("/api/generate", { model, prompt, stream: false });
    const { eval_count: count } = objectOf(answer);
    expectThat(typeof count === "number" && count <= 3, `eval_count is ${print(count)} with num_predict 3`, answer);
  }),
  check("models-parameters.all-shown", ["model", "writes"], async (context) => {
    const numbers = { temperature: 0.25, top_k: 7, top_p: 0.5, num_ctx: 1024, seed: 3, repeat_penalty: 1.25 };
    const { answer, body } = await show(
      context,
      await context.createModel({ parameters: { ...numbers, stop: ["<a b>", "<c>"] } }),
    );
    const read = parametersOf(body.parameters, answer);
    for (const [name, value] of Object.entries(numbers)) expectEqual(read[name], [String(value)], name, answer);
    expectEqual(read.stop, ['"<a b>"', '"<c>"'], "stop", answer);
  }),
  check("models-parameters.v1-uses-stop", ["model", "writes"], async (context) => {
    const text = await completion(context, await context.createModel());
    const stop = text
      .trim()
      .slice(Math.floor(text.trim().length / 2))
      .slice(0, 3);
    if (stop === "") throw new NotApplicable("the model answers nothing that could be stopped");
    const stopped = await completion(context, await context.createModel({ parameters: { stop: [stop] } }));
    expectEqual(stopped, text.slice(0, text.indexOf(stop)), `the completion, stopped at ${print(stop)}`);
  }),
  check("models-parameters.messages-uses-own", ["model", "writes"], async (context) => {
    if (context.absent.has("anthropicMessages"))
      throw new NotSupported("the server does not offer Anthropic's messages");
    const model = await context.createModel({ parameters: { temperature: 0 } });
    const contents: unknown[] = [];
    for (let i = 0; i < 2; i++) {
      const body = { model, max_tokens: 24, messages: [{ role: "user", content: prompt }] };
      const answer = await context.client.post("/v1/messages", body);
      expectStatus(answer, 200);
      contents.push(expectRecord(answer.json, "the body", answer).content);
    }
    expectEqual(contents[1], contents[0], "the second answer, compared with the first");
  }),
];
