import type { RequirementId } from "@cria/spec";
import fc from "fast-check";
import { type Check, check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectEqual, expectRecord, expectThat, isRecord, show } from "../check/expect.ts";
import { NotApplicable } from "../check/outcome.ts";
import { question, untagged, user } from "./v1/ask.ts";
import {
  body,
  chat,
  chatStream,
  chatStreams,
  contentOf,
  deltasOf,
  finishReasons,
  joined,
  path,
  type Stream,
  stopIn,
  streamOf,
  thinkingFields,
  toolFields,
} from "./v1/chat.ts";
import { at, expectCount, expectParses, expectText, objectsAt, textOr } from "./v1/json.ts";
import { cutCalls } from "./v1/tool-calls.ts";

const withUsage = { stream_options: { include_usage: true } };

/** A rule of every stream. */
function always(id: RequirementId, verify: (stream: Stream) => void): Check {
  return check(id, ["model"], async (context) => {
    for (const stream of await chatStreams(context)) verify(stream);
  });
}

/** A rule of every choice of every chunk. */
function everyChoice(id: RequirementId, verify: (choice: Record<string, unknown>, stream: Stream) => void): Check {
  return always(id, (stream) => {
    for (const chunk of stream.chunks) for (const choice of objectsAt(chunk, "choices")) verify(choice, stream);
  });
}

/** A rule of the tool calls of a stream, in the order in which their deltas come. */
function everyCall(
  id: RequirementId,
  verify: (calls: readonly Record<string, unknown>[], stream: Stream) => void,
): Check {
  return check(id, ["tools"], async (context) => verify(...(await calls(context))));
}

async function calls(context: CheckContext): Promise<[Record<string, unknown>[], Stream]> {
  const stream = await chatStream(context, toolFields(context.models.with("tools")));
  const found = deltasOf(stream).flatMap((delta) => objectsAt(delta, "tool_calls"));
  if (found.length === 0) throw new NotApplicable("the model called no tool");
  return [found, stream];
}

/** The first delta of each call. */
function firsts(list: readonly Record<string, unknown>[]): Record<string, unknown>[] {
  return list.filter((call, i) => list.findIndex(({ index }) => index === call.index) === i);
}

function usageChunks({ chunks }: Stream): Record<string, unknown>[] {
  return chunks.filter((chunk) => isRecord(chunk.usage));
}

async function usageStream(context: CheckContext): Promise<Stream> {
  return chatStream(context, withUsage);
}

function same(id: RequirementId, field: string): Check {
  return always(id, ({ chunks, answer, what }) => {
    for (const chunk of chunks) expectEqual(chunk[field], chunks[0]![field], `${field} of a chunk of ${what}`, answer);
  });
}

/** Requests whose stream shall say what the answer to the same request says. */
const requests = fc.record({
  messages: fc
    .constantFrom(question, "Say hello in French: é, ü.", "List the numbers from one to five.")
    .map((text) => [user(text)]),
  max_tokens: fc.integer({ min: 1, max: 10 }),
});

export const openaiChatStream = [
  always("openai-chat-stream.data-lines", ({ answer, what }) => {
    expectThat(/^data: /.test(answer.text), `${what} does not begin with \`data: \``, answer);
    const named = answer.events.find(({ event }) => event !== undefined);
    expectThat(named === undefined, `an event of ${what} has a line \`event: ${named?.event}\``, answer);
  }),
  always("openai-chat-stream.object", ({ chunks, answer, what }) => {
    for (const { object } of chunks)
      expectEqual(object, "chat.completion.chunk", `object of a chunk of ${what}`, answer);
  }),
  always("openai-chat-stream.done-last", ({ answer, what }) => {
    const ends = answer.events.filter(({ data }) => data === "[DONE]").length;
    expectEqual(ends, 1, `the number of [DONE] of ${what}`, answer);
  }),
  always("openai-chat-stream.nothing-after-done", ({ answer, what }) => {
    const at = answer.events.findIndex(({ data }) => data === "[DONE]");
    const after = at < 0 ? [] : answer.events.slice(at + 1);
    expectThat(after.length === 0, `after [DONE] ${what} goes on with ${show(after[0]?.data)}`, answer);
  }),
  always("openai-chat-stream.choices-is-list", ({ chunks, answer, what }) => {
    for (const { choices } of chunks) {
      expectThat(Array.isArray(choices), `choices of a chunk of ${what} is no list but ${show(choices)}`, answer);
    }
  }),
  always("openai-chat-stream.one-choice", ({ chunks, answer, what }) => {
    for (const chunk of chunks) {
      if (isRecord(chunk.usage)) continue;
      const choices = objectsAt(chunk, "choices");
      expectEqual(
        choices.map(({ index }) => index),
        [0],
        `the indexes of the choices of ${what}`,
        answer,
      );
    }
  }),
  same("openai-chat-stream.one-id", "id"),
  same("openai-chat-stream.one-created", "created"),
  check("openai-chat-stream.model-echo", ["model"], async (context) => {
    const model = untagged(context.model);
    const { chunks, answer } = await chatStream(context, { model });
    for (const chunk of chunks) expectEqual(chunk.model, model, "model of a chunk", answer);
  }),
  always("openai-chat-stream.role-first", (stream) => {
    expectEqual(
      deltasOf(stream)[0]?.role,
      "assistant",
      `delta.role of the first chunk of ${stream.what}`,
      stream.answer,
    );
  }),
  always("openai-chat-stream.role-once", (stream) => {
    const roles = deltasOf(stream).filter(({ role }) => role !== undefined && role !== null);
    expectThat(roles.length <= 1, `${roles.length} chunks of ${stream.what} have a role`, stream.answer);
  }),
  everyChoice("openai-chat-stream.content-not-null", ({ delta }, { answer }) => {
    if (isRecord(delta) && "content" in delta) expectText(delta.content, "delta.content", answer);
  }),
  check("openai-chat-stream.content-with-tool-calls", ["tools"], async (context) => {
    const [, stream] = await calls(context);
    for (const delta of deltasOf(stream).filter((each) => objectsAt(each, "tool_calls").length > 0)) {
      expectThat(
        (delta.content ?? "") === "",
        `a delta with a call has the content ${show(delta.content)}`,
        stream.answer,
      );
    }
  }),
  always("openai-chat-stream.one-finish", (stream) => {
    const reasons = finishReasons(stream);
    expectEqual(reasons.length, 1, `the number of chunks of ${stream.what} with a finish_reason`, stream.answer);
  }),
  everyChoice("openai-chat-stream.finish-reason-key", (choice, { answer, what }) => {
    expectThat("finish_reason" in choice, `a choice of ${what} has no key finish_reason`, answer);
  }),
  everyChoice("openai-chat-stream.finish-own-chunk", ({ delta, finish_reason: reason }, { answer }) => {
    if ((reason ?? null) !== null) expectEqual(delta, {}, "delta of the chunk with the finish_reason", answer);
  }),
  always("openai-chat-stream.finish-after-content", ({ chunks, answer, what }) => {
    const choices = chunks.flatMap((chunk) => objectsAt(chunk, "choices"));
    const end = choices.findIndex(({ finish_reason: reason }) => (reason ?? null) !== null);
    for (const choice of end < 0 ? [] : choices.slice(end + 1)) {
      const { content, reasoning } = expectRecord(choice.delta ?? {}, "delta", answer);
      const more = textOr(content) + textOr(reasoning);
      const none = more === "" && objectsAt(choice, "delta", "tool_calls").length === 0;
      expectThat(none, `${what} goes on after its finish_reason with ${show(choice.delta)}`, answer);
    }
  }),
  check("openai-chat-stream.finish-stop", ["model"], async (context) => {
    const stop = stopIn(contentOf(await chat(context)));
    const stream = await chatStream(context, { stop });
    expectEqual(finishReasons(stream), ["stop"], "the finish_reason at a stop text", stream.answer);
  }),
  check("openai-chat-stream.finish-length", ["model"], async (context) => {
    const stream = await chatStream(context, { ...withUsage, max_tokens: 2 });
    const tokens = at(usageChunks(stream)[0], "usage", "completion_tokens");
    if (tokens !== undefined && tokens !== 2) throw new NotApplicable("the model said less than two tokens");
    expectEqual(finishReasons(stream), ["length"], "the finish_reason of an answer that was cut", stream.answer);
  }),
  everyCall("openai-chat-stream.finish-tool-calls", (_, stream) => {
    const [reason] = finishReasons(stream);
    if (reason === "length") throw new NotApplicable("the model's answer was cut before it ended");
    expectEqual(reason, "tool_calls", "the finish_reason after calls", stream.answer);
  }),
  check("openai-chat-stream.length-beats-tool-calls", ["tools"], async (context) => {
    const stream = await chatStream(context, await cutCalls(context));
    if (deltasOf(stream).every((delta) => objectsAt(delta, "tool_calls").length === 0)) {
      throw new NotApplicable("the model's answer ended before its first call");
    }
    expectEqual(finishReasons(stream), ["length"], "the finish_reason of calls that were cut", stream.answer);
  }),
  check("openai-chat-stream.usage-chunk", ["model"], async (context) => {
    const stream = await usageStream(context);
    const { chunks, answer } = stream;
    expectEqual(usageChunks(stream).length, 1, "the number of chunks with usage", answer);
    expectThat(isRecord(chunks.at(-1)?.usage), "the chunk with the usage is not the last one", answer);
    expectThat(finishReasons(stream).length > 0, "there is no chunk with a finish_reason before", answer);
  }),
  check("openai-chat-stream.usage-chunk-has-empty-choices", ["model"], async (context) => {
    const stream = await usageStream(context);
    const [chunk] = usageChunks(stream);
    expectThat(chunk !== undefined, "no chunk has a usage", stream.answer);
    expectEqual(chunk.choices, [], "choices of the chunk with the usage", stream.answer);
  }),
  check("openai-chat-stream.usage-sum", ["model"], async (context) => {
    const stream = await usageStream(context);
    const usage = usageChunks(stream)[0]?.usage;
    const [prompt, completion, total] = ["prompt_tokens", "completion_tokens", "total_tokens"].map((field) =>
      expectCount(at(usage, field), `usage.${field}`, stream.answer),
    );
    expectEqual(total, prompt! + completion!, "usage.total_tokens", stream.answer);
  }),
  check("openai-chat-stream.no-usage-unasked", ["model"], async (context) => {
    const stream = await chatStream(context);
    expectEqual(usageChunks(stream).length, 0, "the number of chunks with usage", stream.answer);
  }),
  everyCall("openai-chat-stream.tool-call-index", (list, { answer }) => {
    for (const { index } of list) expectCount(index, "index of a tool call", answer);
  }),
  everyCall("openai-chat-stream.tool-call-index-distinct", (list, { answer }) => {
    const names = list.filter((call) => textOr(at(call, "function", "name")) !== "");
    const indexes = names.map(({ index }) => index);
    expectEqual(
      indexes,
      names.map((_, i) => i),
      "the indexes of the calls",
      answer,
    );
  }),
  everyCall("openai-chat-stream.tool-call-type", (list, { answer }) => {
    for (const { type } of firsts(list)) expectEqual(type, "function", "type of a call", answer);
  }),
  everyCall("openai-chat-stream.tool-call-name", (list, { answer }) => {
    for (const call of firsts(list)) {
      expectThat(textOr(at(call, "function", "name")) !== "", `a call has no function.name: ${show(call)}`, answer);
    }
  }),
  everyCall("openai-chat-stream.tool-call-id", (list, { answer }) => {
    for (const call of firsts(list)) expectThat(textOr(call.id) !== "", `a call has no id: ${show(call)}`, answer);
  }),
  everyCall("openai-chat-stream.tool-call-arguments-join", (list, { answer }) => {
    for (const { index } of firsts(list)) {
      const parts = list.filter((call) => call.index === index).map((call) => at(call, "function", "arguments") ?? "");
      const text = parts.map((part) => expectText(part, "function.arguments", answer)).join("");
      expectRecord(expectParses(text, "the joined arguments", answer), "the joined arguments", answer);
    }
  }),
  check("openai-chat-stream.reasoning-in-delta", ["thinking"], async (context) => {
    const fields = thinkingFields(context.models.with("thinking"));
    const { answer, body } = await chat(context, fields);
    if (textOr(at(body, "choices", 0, "message", "reasoning")) === "")
      throw new NotApplicable("the model did not think");
    const stream = await chatStream(context, fields);
    expectThat(joined(stream, "reasoning") !== "", "no delta has a text in reasoning", stream.answer ?? answer);
  }),
  check("openai-chat-stream.joins-to-unstreamed", ["model"], (context) =>
    context.property(
      requests,
      async (fields) => {
        const stream = streamOf(
          await context.client.post(path, body(context, { ...fields, stream: true })),
          "the stream",
        );
        expectEqual(
          joined(stream, "content"),
          contentOf(await chat(context, fields)),
          "the joined text",
          stream.answer,
        );
      },
      { weight: 5 },
    ),
  ),
  check("openai-chat-stream.reasoning-joins", ["thinking"], async (context) => {
    const fields = thinkingFields(context.models.with("thinking"));
    const { body } = await chat(context, fields);
    const whole = textOr(at(body, "choices", 0, "message", "reasoning"));
    const stream = await chatStream(context, fields);
    expectEqual(joined(stream, "reasoning"), whole, "the joined reasoning", stream.answer);
  }),
  check("openai-chat-stream.usage-as-unstreamed", ["model"], async (context) => {
    const { body } = await chat(context);
    const { chunks, answer } = await usageStream(context);
    expectEqual(chunks.at(-1)?.usage, body.usage, "usage of the stream", answer);
  }),
  check("openai-chat-stream.empty-answer-has-role", ["model"], async (context) => {
    const [first = ""] = contentOf(await chat(context));
    if (first.trim() === "") throw new NotApplicable("the model's answer is empty or begins with white space");
    const stream = await chatStream(context, { stop: first });
    expectEqual(deltasOf(stream)[0]?.role, "assistant", "delta.role of the first chunk", stream.answer);
  }),
  check("openai-chat-stream.logprobs", ["model"], async (context) => {
    const entries = objectsAt((await chat(context, { logprobs: true })).body, "choices", 0, "logprobs", "content");
    if (entries.length === 0) throw new NotApplicable("the answer that is not streamed has no log probabilities");
    const { chunks, answer } = await chatStream(context, { logprobs: true });
    const found = chunks.flatMap((chunk) => objectsAt(chunk, "choices", 0, "logprobs", "content"));
    expectEqual(
      found.map(({ token }) => token),
      entries.map(({ token }) => token),
      "the tokens",
      answer,
    );
  }),
];
