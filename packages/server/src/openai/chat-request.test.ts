import { describe, expect, test } from "bun:test";
import { ChatCompletionRequest, type Think } from "@cria/spec";
import { decodeText } from "../http/decode.ts";
import { toChatBody } from "./chat-request.ts";

const messages = [{ role: "user", content: "x" }];
function converted(more: object) {
  return toChatBody(decodeText(ChatCompletionRequest, JSON.stringify({ model: "m", messages, ...more })));
}

test("temperature and top_p are set whatever the model's own are", () => {
  expect(JSON.parse(JSON.stringify(converted({}).options))).toEqual({ temperature: 1, top_p: 1 });
});

test.each<[object, object]>([
  [{ max_tokens: 0 }, { num_predict: 0 }],
  [{ max_tokens: -1 }, { num_predict: -1 }],
  [{ max_completion_tokens: 5 }, { num_predict: 5 }],
  [
    { temperature: 0, top_p: 0.5 },
    { temperature: 0, top_p: 0.5 },
  ],
  [{ seed: 7 }, { seed: 7 }],
  [
    { frequency_penalty: 0, presence_penalty: 2 },
    { frequency_penalty: 0, presence_penalty: 2 },
  ],
  [{ stop: "a" }, { stop: ["a"] }],
  [{ stop: ["a", "b"] }, { stop: ["a", "b"] }],
  [{ stop: ["a", 5, null] }, { stop: ["a"] }],
  [{ stop: 5 }, {}],
  [{ options: { num_predict: 3 }, top_k: 5 }, {}],
])("%j becomes %j", (given, options) => {
  expect(JSON.parse(JSON.stringify(converted(given).options))).toEqual({ temperature: 1, top_p: 1, ...options });
});

describe("response_format", () => {
  const schema = { type: "object", properties: { b: {}, a: {} } };
  test.each<[unknown, string | undefined]>([
    [{ type: "json_object" }, '"json"'],
    [{ type: " JSON_Object " }, '"json"'],
    [{ type: "json_schema", json_schema: { name: "n", strict: true, schema } }, JSON.stringify(schema)],
    [{ type: "json_schema", json_schema: { name: "n" } }, undefined],
    [{ type: "json_schema" }, undefined],
    [{ type: "text" }, undefined],
    [{ type: "yaml" }, undefined],
    [{}, undefined],
    [null, undefined],
  ])("%j", (format, text) => {
    expect(converted({ response_format: format }).format?.text).toBe(text);
  });
});

describe("how much the model thinks", () => {
  test.each<[object, Think | undefined]>([
    [{}, undefined],
    [{ reasoning_effort: "none" }, false],
    [{ reasoning_effort: "minimal" }, "low"],
    [{ reasoning: { effort: "high" } }, "high"],
    [{ reasoning: {}, reasoning_effort: "none" }, undefined],
    [{ reasoning: null, reasoning_effort: "none" }, false],
    [{ think: false }, undefined],
  ])("%j", (given, think) => {
    expect(converted(given).think).toBe(think);
  });
});

test("tools keep what the model is told", () => {
  const parameters = {
    type: "object",
    properties: { b: { type: ["string", "null"], default: 1 }, a: { anyOf: [{ type: "number" }] } },
    required: ["b"],
    additionalProperties: false,
  };
  const tool = { type: "function", function: { name: "f", description: "d", strict: true, parameters } };
  expect(JSON.stringify(converted({ tools: [tool] }).tools)).toBe(
    JSON.stringify([
      {
        type: "function",
        function: {
          name: "f",
          description: "d",
          parameters: {
            type: "object",
            properties: { b: { type: ["string", "null"] }, a: { anyOf: [{ type: "number" }] } },
            required: ["b"],
          },
        },
      },
    ]),
  );
});

test.each([{ messages: [] }, { messages: null }])("%j has nothing to answer", (given) => {
  expect(() => converted(given)).toThrow(
    expect.objectContaining({ status: 400, message: "[] is too short - 'messages'" }),
  );
});

test("log probabilities and the rendered prompt are asked for as they are", () => {
  const given = { logprobs: true, top_logprobs: 3, _debug_render_only: true };
  expect(converted(given)).toMatchObject(given);
});
