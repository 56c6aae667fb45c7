import type { RequirementId } from "@cria/spec";
import { type Check, check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectEqual, expectRecord, expectThat, show } from "../check/expect.ts";
import { NotApplicable } from "../check/outcome.ts";
import { can } from "./inference/ask.ts";
import { question, type Said, untagged, user } from "./v1/ask.ts";
import { chat, contentOf, stopIn, thinkingFields } from "./v1/chat.ts";
import { at, expectCount, expectText, expectUnixSeconds, objectsAt, textOr } from "./v1/json.ts";
import { nativeText } from "./v1/native-text.ts";
import { callsOf, cutCalls } from "./v1/tool-calls.ts";

/** A rule of the plain answer. */
function plain(id: RequirementId, verify: (said: Said, context: CheckContext) => void): Check {
  return check(id, ["model"], async (context) => verify(await chat(context), context));
}

const choice = ({ body }: Said) => at(body, "choices", 0);
const reason = (said: Said) => at(choice(said), "finish_reason");

export const openaiChatResponse = [
  plain("openai-chat-response.object", ({ answer, body }) => {
    expectEqual(body.object, "chat.completion", "object", answer);
  }),
  plain("openai-chat-response.id", ({ answer, body }) => {
    expectThat(expectText(body.id, "id", answer).startsWith("chatcmpl-"), `id is ${show(body.id)}`, answer);
  }),
  plain("openai-chat-response.created-seconds", ({ answer, body }) => {
    expectUnixSeconds(body.created, "created", answer);
  }),
  check("openai-chat-response.model-echo", ["model"], async (context) => {
    const model = untagged(context.model);
    const { answer, body } = await chat(context, { model });
    expectEqual(body.model, model, "model", answer);
  }),
  plain("openai-chat-response.one-choice", ({ answer, body }) => {
    const indexes = objectsAt(body, "choices").map(({ index }) => index);
    expectEqual(indexes, [0], "the indexes of the choices", answer);
  }),
  plain("openai-chat-response.role", (said) => {
    expectEqual(at(choice(said), "message", "role"), "assistant", "choices[0].message.role", said.answer);
  }),
  check("openai-chat-response.content-is-text", ["model"], async (context) => {
    contentOf(await chat(context));
    if (!can(context, context.model, "tools")) return;
    const { answer, body } = await chat(context, callFields(context.model));
    const content = at(body, "choices", 0, "message", "content") ?? "";
    expectText(content, "choices[0].message.content beside calls", answer);
  }),
  plain("openai-chat-response.content-key-present", (said) => {
    const message = expectRecord(at(choice(said), "message"), "choices[0].message", said.answer);
    expectThat("content" in message, "choices[0].message has no key content", said.answer);
  }),
  check("openai-chat-response.finish-stop", ["model"], async (context) => {
    const said = await chat(context, { stop: stopIn(contentOf(await chat(context))) });
    expectEqual(reason(said), "stop", "the finish_reason at a stop text", said.answer);
  }),
  check("openai-chat-response.finish-length", ["model"], async (context) => {
    const said = await chat(context, { max_tokens: 2 });
    const tokens = at(said.body, "usage", "completion_tokens");
    if (typeof tokens === "number" && tokens < 2) throw new NotApplicable("the model said less than two tokens");
    expectEqual(reason(said), "length", "the finish_reason of an answer that was cut", said.answer);
  }),
  check("openai-chat-response.finish-tool-calls", ["tools"], async (context) => {
    const said = await callsOf(context);
    if (reason(said) === "length") throw new NotApplicable("the model's answer was cut before it ended");
    expectEqual(reason(said), "tool_calls", "the finish_reason after calls", said.answer);
  }),
  check("openai-chat-response.length-beats-tool-calls", ["tools"], async (context) => {
    const said = await callsOf(context, await cutCalls(context));
    expectEqual(reason(said), "length", "the finish_reason of calls that were cut", said.answer);
  }),
  plain("openai-chat-response.tool-calls-omitted", (said) => {
    const calls = at(choice(said), "message", "tool_calls") ?? null;
    expectEqual(calls, null, "tool_calls of an answer without calls", said.answer);
  }),
  check("openai-chat-response.tool-call-type", ["tools"], async (context) => {
    const { answer, calls } = await callsOf(context);
    for (const { type } of calls) expectEqual(type, "function", "type of a call", answer);
  }),
  check("openai-chat-response.tool-call-index", ["tools"], async (context) => {
    const { answer, calls } = await callsOf(context);
    for (const [i, { index }] of calls.entries()) {
      if (index !== undefined) expectEqual(index, i, `index of call ${i}`, answer);
    }
  }),
  plain("openai-chat-response.usage-present", (said) => void usageOf(said)),
  plain("openai-chat-response.usage-sum", (said) => {
    const { prompt, completion, total } = usageOf(said);
    expectEqual(total, prompt + completion, "usage.total_tokens", said.answer);
  }),
  check("openai-chat-response.usage-counts-thinking", ["thinking"], async (context) => {
    const said = await chat(context, { ...thinkingFields(context.models.with("thinking")), max_tokens: 2 });
    const message = at(choice(said), "message");
    if (textOr(at(message, "reasoning")) === "" || textOr(at(message, "content")) !== "") {
      throw new NotApplicable("the model's first tokens are no thoughts");
    }
    expectThat(usageOf(said).completion > 0, "usage.completion_tokens is 0 for thoughts", said.answer);
  }),
  plain("openai-chat-response.prompt-tokens-positive", (said) => {
    expectThat(usageOf(said).prompt > 0, "usage.prompt_tokens is 0", said.answer);
  }),
  check("openai-chat-response.agrees-with-native", ["model"], async (context) => {
    const said = await chat(context, { top_p: 1 });
    expectEqual(contentOf(said), await nativeText(context, { top_p: 1 }), "the text", said.answer);
  }),
];

function callFields(model: string) {
  const get_news = { name: "get_news", description: "The news", parameters: { type: "object", properties: {} } };
  return { model, messages: [user(question)], tools: [{ type: "function", function: get_news }] };
}

function usageOf({ answer, body }: Said) {
  const count = (field: string) => expectCount(at(body, "usage", field), `usage.${field}`, answer);
  return { prompt: count("prompt_tokens"), completion: count("completion_tokens"), total: count("total_tokens") };
}
