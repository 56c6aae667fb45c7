import { check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectEqual, expectRecord, expectStatus, expectThat, show } from "../check/expect.ts";
import { NotApplicable } from "../check/outcome.ts";
import { user } from "./v1/ask.ts";
import { accepts, before, body, chat, contentOf, path, refuses, stopIn } from "./v1/chat.ts";
import { expectMessage } from "./v1/errors.ts";
import { at, expectCount, expectParses, objectsAt, textOr } from "./v1/json.ts";
import { nativeText } from "./v1/native-text.ts";

/** A schema whose instances are a few tokens long. */
const schema = {
  type: "object",
  properties: { ok: { type: "boolean" } },
  required: ["ok"],
  additionalProperties: false,
};
const schemaFormat = { response_format: { type: "json_schema", json_schema: { schema } }, max_tokens: 48 };
const objectFormat = {
  messages: [user("Answer with a short JSON object.")],
  response_format: { type: "json_object" },
  max_tokens: 64,
};
const rendered = { _debug_render_only: true };

/** The JSON of an answer that ended by itself. Throws {@link NotApplicable} if it was cut. */
async function jsonOf(context: CheckContext, fields: object): Promise<unknown> {
  const said = await chat(context, { ...fields });
  if (at(said.body, "choices", 0, "finish_reason") !== "stop") throw new NotApplicable("the answer was cut");
  return expectParses(contentOf(said), "the content", said.answer);
}

/** The same request, asked anew, has the text of the first time. */
async function repeats(context: CheckContext, fields: object): Promise<void> {
  const first = contentOf(await chat(context, { ...fields }));
  const answer = await context.client.post(path, body(context, { ...fields }));
  expectStatus(answer, 200);
  expectEqual(at(answer.json, "choices", 0, "message", "content"), first, "the text of the second answer", answer);
}

async function entries(context: CheckContext, more: object = {}) {
  const said = await chat(context, { logprobs: true, ...more });
  return { answer: said.answer, list: objectsAt(said.body, "choices", 0, "logprobs", "content") };
}

export const openaiChat = [
  check("openai-chat.messages-absent-400", ["model"], async (context) => {
    await refuses(context, { messages: undefined });
  }),
  check(
    "openai-chat.messages-empty-400",
    ["model"],
    async (context) => void (await refuses(context, { messages: [] })),
  ),
  check("openai-chat.messages-empty-text", ["model"], async (context) => {
    for (const messages of [undefined, []]) {
      expectMessage(await refuses(context, { messages }), "[] is too short - 'messages'");
    }
  }),
  check("openai-chat.max-tokens", ["model"], async (context) => {
    for (const max_tokens of [1, 2, 4]) {
      const { answer, body } = await chat(context, { max_tokens });
      const tokens = expectCount(at(body, "usage", "completion_tokens"), "usage.completion_tokens", answer);
      expectThat(tokens <= max_tokens, `${tokens} tokens were generated where ${max_tokens} were allowed`, answer);
    }
  }),
  check("openai-chat.max-completion-tokens", ["model"], (context) => accepts(context, { max_completion_tokens: 1 })),
  check("openai-chat.temperature-zero", ["model"], (context) => repeats(context, {})),
  check("openai-chat.temperature-unscaled", ["model"], async (context) => {
    const options = { temperature: 0.7, top_p: 1 };
    const said = await chat(context, options);
    expectEqual(contentOf(said), await nativeText(context, options), "the text at temperature 0.7", said.answer);
  }),
  check("openai-chat.seed", ["model"], (context) => repeats(context, { temperature: 1, seed: 7 })),
  check("openai-chat.stop-string", ["model"], async (context) => {
    const text = contentOf(await chat(context));
    const stop = stopIn(text);
    const said = await chat(context, { stop });
    expectEqual(contentOf(said), before(text, stop), `the text before ${show(stop)}`, said.answer);
  }),
  check("openai-chat.stop-list", ["model"], async (context) => {
    const text = contentOf(await chat(context));
    const stop = stopIn(text);
    const said = await chat(context, { stop: ["\u0001never", stop] });
    expectEqual(contentOf(said), before(text, stop), `the text before ${show(stop)}`, said.answer);
  }),
  check("openai-chat.stop-not-in-text", ["model"], async (context) => {
    const stop = stopIn(contentOf(await chat(context)));
    const said = await chat(context, { stop });
    expectThat(!contentOf(said).includes(stop), `the text has the stop text ${show(stop)}`, said.answer);
  }),
  check("openai-chat.json-object", ["model"], async (context) => void (await jsonOf(context, objectFormat))),
  check("openai-chat.json-schema", ["model"], async (context) => {
    const value = expectRecord(await jsonOf(context, schemaFormat), "the answer");
    expectThat(
      typeof value.ok === "boolean" && Object.keys(value).length === 1,
      `${show(value)} does not fit the schema`,
    );
  }),
  check("openai-chat.json-schema-nested", ["model"], async (context) => {
    const json_schema = { name: "answer", strict: true, description: "An answer", schema };
    await accepts(context, { response_format: { type: "json_schema", json_schema } });
  }),
  check("openai-chat.response-format-text", ["model"], async (context) => {
    const said = await chat(context, { response_format: { type: "text" } });
    expectEqual(contentOf(said), contentOf(await chat(context)), "the text", said.answer);
  }),
  check("openai-chat.response-format-unknown", ["model"], async (context) => {
    for (const response_format of [{ type: "xml" }, { type: "json_schema" }])
      await accepts(context, { response_format });
  }),
  check("openai-chat.ignored-fields", ["model"], (context) =>
    accepts(context, {
      n: 1,
      user: "someone",
      logit_bias: { "50256": -100 },
      store: true,
      metadata: { key: "value" },
      service_tier: "auto",
      modalities: ["text"],
      prediction: { type: "content", content: "x" },
    }),
  ),
  check("openai-chat.native-options-ignored", ["model"], (context) =>
    accepts(context, { options: { temperature: 2 }, keep_alive: "5m", think: true, format: "json" }),
  ),
  check("openai-chat.one-choice", ["model"], async (context) => {
    const { answer, body } = await chat(context, { n: 3, max_tokens: 1 });
    const count = objectsAt(body, "choices").length;
    expectThat(count === 1 || count === 3, `there are ${count} choices where 3 were asked for`, answer);
  }),
  check("openai-chat.logprobs", ["model"], async (context) => {
    const { body } = await chat(context, { logprobs: true });
    const { answer, list } = await entries(context);
    const tokens = expectCount(at(body, "usage", "completion_tokens"), "usage.completion_tokens", answer);
    // The token that ends an answer may have no entry.
    const some = list.length > 0 && Math.abs(list.length - tokens) <= 1;
    expectThat(some, `choices[0].logprobs.content has ${list.length} entries for ${tokens} tokens`, answer);
  }),
  check("openai-chat.logprobs-entry", ["model"], async (context) => {
    const { answer, list } = await entries(context);
    for (const { token, logprob } of list) {
      expectThat(typeof token === "string", `token is ${show(token)}`, answer);
      expectThat(typeof logprob === "number" && logprob <= 0, `logprob is ${show(logprob)}`, answer);
    }
  }),
  check("openai-chat.top-logprobs-count", ["model"], async (context) => {
    const { answer, list } = await entries(context, { top_logprobs: 3 });
    for (const entry of list) {
      const others = objectsAt(entry, "top_logprobs").length;
      expectThat(others > 0 && others <= 3, `an entry has ${others} alternatives where 3 were asked for`, answer);
    }
  }),
  check("openai-chat.top-logprobs-range", ["model"], async (context) => {
    for (const top_logprobs of [-1, 21]) await refuses(context, { logprobs: true, top_logprobs });
  }),
  check("openai-chat.top-logprobs-text", ["model"], async (context) => {
    const answer = await refuses(context, { logprobs: true, top_logprobs: 21 });
    expectMessage(answer, "top_logprobs must be between 0 and 20");
  }),
  check("openai-chat.logprobs-absent", ["model"], async (context) => {
    const { answer, body } = await chat(context);
    expectEqual(at(body, "choices", 0, "logprobs") ?? null, null, "choices[0].logprobs", answer);
  }),
  check("openai-chat.debug-render", ["model"], async (context) => {
    const { answer, body } = await chat(context, { ...rendered, messages: [user("a purple llama")] });
    const prompt = textOr(at(body, "_debug_info", "rendered_template"));
    expectThat(prompt.includes("a purple llama"), `the rendered prompt is ${show(prompt)}`, answer);
  }),
  check("openai-chat.debug-render-generates-nothing", ["model"], async (context) => {
    const said = await chat(context, rendered);
    expectEqual(contentOf(said), "", "the content", said.answer);
  }),
  check("openai-chat.stream-options-unstreamed", ["model"], (context) =>
    accepts(context, { stream_options: { include_usage: true } }),
  ),
  check("openai-chat.top-k-ignored", ["model"], (context) => accepts(context, { top_k: 5 })),
];
