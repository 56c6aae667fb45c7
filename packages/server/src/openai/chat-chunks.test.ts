import { describe, expect, test } from "bun:test";
import {
  ChatCompletion,
  type ChatCompletionChunk,
  type ChatCompletionUsageChunk,
  type ChatResponse,
  operations,
} from "@cria/spec";
import { Value } from "@sinclair/typebox/value";
import fc from "fast-check";
import { chatAnswers } from "../api/chat-answers.ts";
import type { ServerSentEvent } from "../http/sse.ts";
import { ChatChunks } from "./chat-chunks.ts";
import { toChatCompletion } from "./chat-completion.ts";

const { chunk: Chunk, final: Final } = operations.openaiChatCompletions;

function stream(frames: readonly ChatResponse[], includesUsage = false): ServerSentEvent[] {
  const chunks = new ChatChunks(includesUsage);
  return frames.flatMap((frame) => chunks.convert(frame));
}

function parse(events: readonly ServerSentEvent[]): ChatCompletionChunk[] {
  return events.filter(({ data }) => data !== "[DONE]").map(({ data }) => JSON.parse(data));
}

test("every stream is: who speaks, pieces, why it ended, the usage if asked for, [DONE]", () => {
  fc.assert(
    fc.property(chatAnswers, fc.boolean(), ({ frames }, includesUsage) => {
      const events = stream(frames, includesUsage);
      expect(events.filter(({ data }) => data === "[DONE]")).toEqual([events.at(-1)!]);
      expect(events.every(({ name }) => name === undefined)).toBe(true);
      const chunks = parse(events);
      const finals = chunks.splice(includesUsage ? -2 : -1);
      for (const chunk of chunks) expect(Value.Check(Chunk, chunk)).toBe(true);
      for (const final of finals) expect(Value.Check(Final, final)).toBe(true);
      expect(chunks.map(({ choices }) => choices[0]!.delta.role)).toEqual([
        "assistant",
        ...chunks.slice(1).map(() => undefined),
      ]);
      expect(chunks.every(({ choices }) => choices[0]!.finish_reason === null)).toBe(true);
      expect(finals[0]!.choices[0]!.delta).toEqual({});
      expect(finals[1]?.choices ?? []).toEqual([]);
      const envelopes = new Set([...chunks, ...finals].map(({ id, created, model }) => `${id} ${created} ${model}`));
      expect(envelopes.size).toBe(1);
    }),
  );
});

test("a stream joined is the answer unstreamed", () => {
  fc.assert(
    fc.property(chatAnswers, ({ frames, whole }) => {
      const chunks = parse(stream(frames, true));
      const unstreamed = toChatCompletion(whole);
      const choice = unstreamed.choices[0]!;
      const deltas = chunks.flatMap(({ choices }) => choices.map(({ delta }) => delta));
      expect(deltas.map(({ content }) => content ?? "").join("")).toBe(choice.message.content);
      expect(deltas.map(({ reasoning }) => reasoning ?? "").join("")).toBe(choice.message.reasoning ?? "");
      expect(deltas.flatMap(({ tool_calls }) => tool_calls ?? [])).toEqual(choice.message.tool_calls ?? []);
      expect(chunks.at(-2)!.choices[0]!.finish_reason).toBe(choice.finish_reason);
      expect((chunks.at(-1) as unknown as ChatCompletionUsageChunk).usage).toEqual(unstreamed.usage);
    }),
  );
});

test("the answer unstreamed is what the specification says", () => {
  fc.assert(
    fc.property(chatAnswers, ({ whole, thinking, content, calls, reason }) => {
      const answer = JSON.parse(JSON.stringify(toChatCompletion(whole)));
      expect(Value.Check(ChatCompletion, answer)).toBe(true);
      const { message, finish_reason } = answer.choices[0]!;
      expect([message.reasoning ?? "", message.content]).toEqual([thinking, content]);
      expect((message.tool_calls ?? []).map((call: { id: string }) => call.id)).toEqual(calls.map(({ id }) => id));
      expect(finish_reason).toBe(reason === "stop" && calls.length > 0 ? "tool_calls" : reason);
    }),
  );
});

describe("a frame", () => {
  const head = { model: "m", created_at: "2026-01-01T00:00:09.9Z" };
  const say = (message: object, more: object = {}) =>
    ({ ...head, message: { role: "assistant", content: "", ...message }, done: false, ...more }) as ChatResponse;
  const logprobs = [{ token: "a", logprob: -0.5, bytes: [97] }];
  const call = { id: "c", function: { index: 0, name: "f", arguments: { b: 1, a: 2 } } };
  const called = { id: "c", index: 0, type: "function", function: { name: "f", arguments: '{"b":1,"a":2}' } };
  const choices = (...frames: ChatResponse[]) => parse(stream(frames)).flatMap((chunk) => chunk.choices);
  const first = { role: "assistant" };

  test("of thinking and text becomes two chunks, the first of which has the log probabilities", () => {
    expect(choices(say({ thinking: "hm", content: "x" }, { logprobs }))).toEqual([
      { index: 0, delta: { ...first, reasoning: "hm" }, finish_reason: null, logprobs: { content: logprobs } },
      { index: 0, delta: { content: "x" }, finish_reason: null },
    ] as never);
  });

  test("of thinking alone has empty content", () => {
    expect(choices(say({ thinking: "hm" }))[0]!.delta).toEqual({ ...first, content: "", reasoning: "hm" } as never);
  });

  test("of a call has all of it, and calls count up", () => {
    const [a, b] = choices(say({ tool_calls: [call] }), say({ tool_calls: [call] }));
    expect(a!.delta).toEqual({ ...first, content: "", tool_calls: [called] } as never);
    expect(b!.delta).toEqual({ content: "", tool_calls: [{ ...called, index: 1 }] } as never);
  });

  test("that ends and says nothing only ends, unless it is the first", () => {
    const end = say({}, { done: true, done_reason: "load" });
    const finish = { index: 0, delta: {}, finish_reason: "load" };
    expect(choices(end)).toEqual([
      { index: 0, delta: { ...first, content: "" }, finish_reason: null },
      finish,
    ] as never);
    expect(choices(say({ content: "x" }), end)[1]).toEqual(finish as never);
  });

  test("that ends without a reason has stopped", () => {
    expect(choices(say({}, { done: true })).at(-1)!.finish_reason).toBe("stop");
    expect(choices(say({ tool_calls: [call] }), say({}, { done: true })).at(-1)!.finish_reason).toBe("tool_calls");
  });

  test("that shows the prompt is all there is", () => {
    const shown = say({ role: "" }, { _debug_info: { rendered_template: "p" } });
    expect(stream([shown])).toHaveLength(1);
    expect(toChatCompletion(shown)).toMatchObject({
      created: 1_767_225_609,
      choices: [{ message: { role: "", content: "" }, finish_reason: null }],
      _debug_info: { rendered_template: "p" },
    });
  });
});
