import { expect, test } from "bun:test";
import { Completion, CompletionRequest, type GenerateResponse, operations } from "@cria/spec";
import { Value } from "@sinclair/typebox/value";
import fc from "fast-check";
import { decodeText } from "../http/decode.ts";
import { CompletionChunks, toCompletion } from "./completion.ts";
import { toGenerateBody } from "./completion-request.ts";

const { chunk: Chunk, final: Final } = operations.openaiCompletions;
const head = { model: "m", created_at: "2026-01-01T00:00:00Z" };

test("a stream joined is the answer unstreamed; thinking is in neither", () => {
  const count = fc.nat(99);
  fc.assert(
    fc.property(fc.array(fc.string()), fc.boolean(), count, count, (texts, includesUsage, prompt, made) => {
      const ending = { done: true, done_reason: "stop", prompt_eval_count: prompt, eval_count: made };
      const chunks = new CompletionChunks(includesUsage);
      const frames = [
        ...texts.map((response) => ({ ...head, response, thinking: "hm", done: false })),
        { ...head, response: "", ...ending },
      ] as GenerateResponse[];
      const events = frames.flatMap((frame) => chunks.convert(frame)).map(({ data }) => data);
      expect(events.pop()).toBe("[DONE]");
      const parsed = events.map((data) => JSON.parse(data));
      const whole = toCompletion({ ...head, response: texts.join(""), ...ending } as GenerateResponse);
      expect(Value.Check(Completion, whole)).toBe(true);
      const usage = includesUsage ? parsed.pop() : undefined;
      if (usage !== undefined) expect(Value.Check(Final, usage)).toBe(true);
      expect(usage?.usage).toEqual(includesUsage ? whole.usage : undefined);
      for (const chunk of parsed) expect(Value.Check(Chunk, chunk)).toBe(true);
      expect(parsed.map((chunk) => chunk.choices[0].text).join("")).toBe(whole.choices[0]!.text);
      expect(parsed.map((chunk) => chunk.choices[0].finish_reason)).toEqual([...texts.map(() => null), "stop"]);
      expect(new Set(parsed.map((chunk) => chunk.id)).size).toBe(1);
      const zeros = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };
      for (const chunk of parsed) expect(chunk.usage).toEqual(includesUsage ? zeros : undefined);
    }),
  );
});

test("an answer that shows the prompt has no reason to end", () => {
  const shown = { ...head, response: "", done: false } as GenerateResponse;
  expect(toCompletion(shown).choices).toEqual([{ text: "", index: 0, finish_reason: null }]);
  expect(new CompletionChunks(true).convert(shown)).toHaveLength(1);
});

const defaults = { temperature: 1, top_p: 1, frequency_penalty: 0, presence_penalty: 0 };
const converted = (given: object) =>
  toGenerateBody(decodeText(CompletionRequest, JSON.stringify({ model: "m", ...given })));

test.each<[object, object]>([
  [{}, {}],
  [
    { temperature: 0, top_p: 0, seed: 3, max_tokens: 4 },
    { temperature: 0, seed: 3, num_predict: 4 },
  ],
  [
    { top_p: 0.5, frequency_penalty: 1, presence_penalty: -1 },
    { top_p: 0.5, frequency_penalty: 1, presence_penalty: -1 },
  ],
  [{ stop: "a" }, { stop: ["a"] }],
  [{ stop: ["a", ""] }, { stop: ["a", ""] }],
  [{ stop: {} }, {}],
])("%j becomes %j", (given, options) => {
  expect(JSON.parse(JSON.stringify(converted(given).options))).toEqual({ ...defaults, ...options });
});

test("log probabilities are computed if there are to be any", () => {
  expect(converted({ logprobs: 3 })).toMatchObject({ logprobs: true, top_logprobs: 3 });
  expect(converted({ logprobs: 0 }).logprobs).toBeUndefined();
});

test.each<[unknown, string]>([
  [5, "float64"],
  [null, "<nil>"],
  [true, "bool"],
  [[], "[]interface {}"],
  [{}, "map[string]interface {}"],
])("%j is nothing to stop at", (element, type) => {
  const message = `invalid type for 'stop' field: ${type}`;
  expect(() => converted({ stop: ["a", element] })).toThrow(expect.objectContaining({ status: 400, message }));
});
