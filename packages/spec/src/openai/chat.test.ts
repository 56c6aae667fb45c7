import { describe, expect, test } from "bun:test";
import type { TSchema } from "@sinclair/typebox";
import { validationErrors } from "../testing/errors.ts";
import { ChatCompletion, ChatCompletionChunk, ChatCompletionFinalChunk, ChatCompletionRequest } from "./index.ts";

const envelope = { id: "chatcmpl-417", created: 1_786_000_000, model: "m", system_fingerprint: "fp_ollama" };
const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
const call = { id: "call_ab12cd34", index: 0, type: "function", function: { name: "f", arguments: "{}" } };
const chunk = (delta: unknown, finish_reason: string | null = null, more: object = {}) => ({
  ...envelope,
  object: "chat.completion.chunk",
  choices: [{ index: 0, delta, finish_reason, ...more }],
});
const logprobs = { content: [{ token: "a", logprob: -0.5, bytes: [97], top_logprobs: [{ token: "b", logprob: -1 }] }] };

describe("a stream in its order", () => {
  test.each([
    ["the first piece", chunk({ role: "assistant", content: "Hel" })],
    ["a piece with log probabilities", chunk({ content: "lo" }, null, { logprobs })],
    ["thinking", chunk({ content: "", reasoning: "hm" })],
    ["thinking split off", chunk({ reasoning: "hm" })],
    ["a call", chunk({ content: "", tool_calls: [call] })],
    ["the finish", chunk({}, "tool_calls")],
    ["what is left of an error", { ...chunk({ content: "" }), model: "" }],
  ])("%s", (_, value) => {
    expect(validationErrors(ChatCompletionChunk, value)).toEqual([]);
  });

  test.each([
    ["the finish", chunk({}, "stop")],
    ["the finish as it was before 0.32.6", chunk({ role: "assistant", content: "." }, "stop")],
    ["the usage", { ...envelope, object: "chat.completion.chunk", choices: [], usage }],
  ])("may end with %s", (_, value) => {
    expect(validationErrors(ChatCompletionFinalChunk, value)).toEqual([]);
  });

  test.each<[string, TSchema, unknown]>([
    ["a chunk without choices", ChatCompletionChunk, { ...chunk({}), choices: [] }],
    [
      "a chunk with two choices",
      ChatCompletionChunk,
      { ...chunk({}), choices: [...chunk({}).choices, ...chunk({}).choices] },
    ],
    ["another role", ChatCompletionChunk, chunk({ role: "user" })],
    ["no content by null", ChatCompletionChunk, chunk({ content: null })],
    ["a call in pieces", ChatCompletionChunk, chunk({ tool_calls: [{ index: 0, function: { arguments: "{" } }] })],
    ["an absent finish_reason", ChatCompletionChunk, { ...chunk({}), choices: [{ index: 0, delta: {} }] }],
    ["an end without a reason", ChatCompletionFinalChunk, chunk({})],
    ["an end with usage alone", ChatCompletionFinalChunk, { ...envelope, object: "chat.completion.chunk", usage }],
  ])("but not with %s", (_, schema, value) => {
    expect(validationErrors(schema, value)).not.toEqual([]);
  });
});

describe("an answer", () => {
  const answer = (message: unknown, more: object = {}) => ({
    ...envelope,
    object: "chat.completion",
    choices: [{ index: 0, message, finish_reason: "stop", ...more }],
    usage,
  });

  test.each([
    ["a text", answer({ role: "assistant", content: "Hello" })],
    [
      "thinking and calls",
      answer({ role: "assistant", content: "", reasoning: "hm", tool_calls: [call] }, { logprobs }),
    ],
    ["no reason", answer({ role: "assistant", content: "" }, { finish_reason: null })],
    [
      "the prompt instead",
      { ...answer({ role: "", content: "" }, { finish_reason: null }), _debug_info: { rendered_template: "x" } },
    ],
  ])("%s", (_, value) => {
    expect(validationErrors(ChatCompletion, value)).toEqual([]);
  });

  test.each([
    ["content null", answer({ role: "assistant", content: null })],
    ["no calls by an empty list", answer({ role: "assistant", content: "", tool_calls: [] })],
    [
      "arguments as an object",
      answer({ role: "assistant", content: "", tool_calls: [{ ...call, function: { name: "f", arguments: {} } }] }),
    ],
    ["no usage", { ...answer({ role: "assistant", content: "" }), usage: undefined }],
  ])("but not %s", (_, value) => {
    expect(validationErrors(ChatCompletion, value)).not.toEqual([]);
  });
});

describe("a request", () => {
  const request = (message: unknown, more: object = {}) => ({ model: "m", messages: [message], ...more });
  const pixel = "data:image/png;base64,AAAA";

  test.each([
    ["a text", request({ role: "user", content: "x" })],
    ["no role", request({ content: "x" })],
    [
      "no content beside calls",
      request({ role: "assistant", content: null, tool_calls: [{ function: { name: "f", arguments: "{}" } }] }),
    ],
    [
      "parts of every kind",
      request({
        role: "user",
        content: [
          { type: "text", text: "x" },
          { type: "image_url", image_url: pixel },
          { type: "image_url", image_url: { url: pixel, detail: "low" } },
          { type: "input_audio", input_audio: { data: "AAAA", format: "wav" } },
        ],
      }),
    ],
    [
      "tools that say little",
      request(
        { content: "x" },
        { tools: [{}, { function: { name: "f" } }, { type: "function", function: { name: "g", parameters: {} } }] },
      ),
    ],
    ["a result", request({ role: "tool", content: "1", tool_call_id: "call_1", name: "f" })],
    [
      "every setting",
      request(
        { role: "user", content: "x" },
        {
          stream: true,
          stream_options: { include_usage: true },
          stop: ["a"],
          max_tokens: -1,
          response_format: {
            type: "JSON_Schema",
            json_schema: { name: "n", strict: true, schema: { type: "object" } },
          },
          reasoning: {},
          reasoning_effort: "xhigh",
          logprobs: true,
          top_logprobs: 20,
          tools: [{ type: "function", function: { name: "f", strict: true, parameters: { type: "object" } } }],
          tool_choice: { type: "function", function: { name: "f" } },
          max_completion_tokens: 5,
          n: 2,
          not_known: {},
        },
      ),
    ],
  ])("%s", (_, value) => {
    expect(validationErrors(ChatCompletionRequest, value)).toEqual([]);
  });

  test.each([
    ["no messages", { model: "m", messages: [] }],
    ["an unknown part", request({ role: "user", content: [{ type: "file", file: {} }] })],
    ["a part that is a text", request({ role: "user", content: ["x"] })],
    ["content that is an object", request({ role: "user", content: {} })],
    [
      "arguments as an object",
      request({ role: "assistant", tool_calls: [{ function: { name: "f", arguments: {} } }] }),
    ],
    ["an unknown effort", request({ content: "x" }, { reasoning_effort: "HIGH" })],
    ["too many alternatives", request({ content: "x" }, { top_logprobs: 21 })],
    ["a fraction of a token", request({ content: "x" }, { max_tokens: 1.5 })],
  ])("but not %s", (_, value) => {
    expect(validationErrors(ChatCompletionRequest, value)).not.toEqual([]);
  });
});
