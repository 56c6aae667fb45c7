import { describe, expect, test } from "bun:test";
import type { TSchema } from "@sinclair/typebox";
import { validationErrors } from "../testing/errors.ts";
import { ResponsesFinalEvent, ResponsesRequest, ResponsesResponse, ResponsesStreamChunk } from "./index.ts";

const usage = {
  input_tokens: 1,
  output_tokens: 2,
  total_tokens: 3,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens_details: { reasoning_tokens: 0 },
};
const answer = (output: unknown[], more: object = {}) => ({
  id: "resp_7",
  object: "response",
  created_at: 1,
  completed_at: 2,
  status: "completed",
  incomplete_details: null,
  model: "m",
  previous_response_id: null,
  instructions: null,
  output,
  error: null,
  tools: [{ type: "function", name: "f", description: null, strict: null, parameters: null }],
  tool_choice: "auto",
  truncation: "disabled",
  parallel_tool_calls: true,
  text: { format: { type: "text" } },
  top_p: 1,
  presence_penalty: 0,
  frequency_penalty: 0,
  top_logprobs: 0,
  temperature: 1,
  reasoning: null,
  usage,
  max_output_tokens: null,
  max_tool_calls: null,
  store: false,
  background: false,
  service_tier: "default",
  metadata: {},
  safety_identifier: null,
  prompt_cache_key: null,
  ...more,
});
const begun = answer([], { status: "in_progress", usage: null, completed_at: null });
const part = (text: string) => ({ type: "output_text", text, annotations: [], logprobs: [] });
const message = (status: string, ...content: unknown[]) => ({
  id: "msg_1",
  type: "message",
  status,
  role: "assistant",
  content,
});
const reasoning = {
  id: "rs_1",
  type: "reasoning",
  summary: [{ type: "summary_text", text: "hm" }],
  encrypted_content: "hm",
};
const call = (status: string, text: string) => ({
  id: "fc_1_0",
  type: "function_call",
  status,
  call_id: "call_ab12cd34",
  name: "f",
  arguments: text,
});
const search = (status: string) => ({
  id: "ws_1_1",
  type: "web_search_call",
  status,
  action: { type: "search", query: "q" },
});

const item = { item_id: "x", output_index: 0 };
const content = { ...item, content_index: 0 };
const summary = { ...item, summary_index: 0 };

/** Events of a stream with everything, in their order. */
const events: [string, object][] = [
  ["response.created", { response: begun }],
  ["response.in_progress", { response: begun }],
  ["response.output_item.added", { output_index: 0, item: { id: "rs_1", type: "reasoning", summary: [] } }],
  ["response.reasoning_summary_part.added", { ...summary, part: { type: "summary_text", text: "" } }],
  ["response.reasoning_summary_text.delta", { ...summary, delta: "hm" }],
  ["response.reasoning_summary_text.done", { ...summary, text: "hm" }],
  ["response.reasoning_summary_part.done", { ...summary, part: { type: "summary_text", text: "hm" } }],
  ["response.output_item.done", { output_index: 0, item: reasoning }],
  ["response.output_item.added", { output_index: 1, item: search("in_progress") }],
  ["response.web_search_call.in_progress", item],
  ["response.web_search_call.searching", item],
  ["response.web_search_call.completed", item],
  ["response.output_item.done", { output_index: 1, item: search("completed") }],
  ["response.output_item.added", { output_index: 2, item: message("in_progress") }],
  ["response.content_part.added", { ...content, part: part("") }],
  ["response.output_text.delta", { ...content, delta: "Hi", logprobs: [] }],
  ["response.output_text.done", { ...content, text: "Hi", logprobs: [] }],
  ["response.content_part.done", { ...content, part: part("Hi") }],
  ["response.output_item.done", { output_index: 2, item: message("completed", part("Hi")) }],
  ["response.output_item.added", { output_index: 3, item: call("in_progress", "") }],
  ["response.function_call_arguments.delta", { ...item, delta: "{}" }],
  ["response.function_call_arguments.done", { ...item, arguments: "{}" }],
  ["response.output_item.done", { output_index: 3, item: call("completed", "{}") }],
];
const output = [reasoning, search("completed"), message("completed", part("Hi")), call("completed", "{}")];
const failed = {
  id: "resp_7",
  object: "response",
  status: "failed",
  model: "m",
  output: [],
  error: { code: "api_error", message: "m" },
  usage: { input_tokens: 1, output_tokens: 2, total_tokens: 3 },
};
const ends: [string, object][] = [
  ["response.completed", { response: answer(output) }],
  [
    "response.incomplete",
    { response: { ...answer(output), status: "incomplete", incomplete_details: { reason: "max_output_tokens" } } },
  ],
  ["response.failed", { response: failed }],
];

const framed = (list: [string, object][]) =>
  list.map(([type, data], sequence_number) => [type, { type, sequence_number, ...data }] as const);

describe("a stream in its order", () => {
  test.each(framed(events))("%s", (_, value) => {
    expect(validationErrors(ResponsesStreamChunk, value)).toEqual([]);
  });
  test.each(framed(ends))("ends with %s", (_, value) => {
    expect(validationErrors(ResponsesFinalEvent, value)).toEqual([]);
  });
  test("has every event that there is", () => {
    const types = [ResponsesStreamChunk, ResponsesFinalEvent].flatMap(({ anyOf }) =>
      anyOf.map(({ properties }) => properties.type.const),
    );
    expect(new Set([...events, ...ends].map(([type]) => type))).toEqual(new Set(types));
  });
  test.each(framed([...events, ...ends]))("%s needs each of its fields", (_, value) => {
    const schema = events.some(([type]) => type === value.type) ? ResponsesStreamChunk : ResponsesFinalEvent;
    for (const name of Object.keys(value)) {
      const { [name as keyof typeof value]: _gone, ...rest } = value;
      expect([name, validationErrors(schema, rest)]).not.toEqual([name, []]);
    }
  });
  test.each<[string, TSchema, unknown]>([
    ["an event of another type", ResponsesStreamChunk, { type: "response.cancelled", sequence_number: 0 }],
    ["the end", ResponsesStreamChunk, framed(ends)[0]![1]],
    [
      "an item of another type",
      ResponsesStreamChunk,
      { ...framed(events)[2]![1], item: { id: "x", type: "file_search_call" } },
    ],
    ["a negative number", ResponsesStreamChunk, { ...framed(events)[0]![1], sequence_number: -1 }],
    [
      "an end in progress of failing",
      ResponsesFinalEvent,
      { ...framed(ends)[1]![1], response: { ...failed, status: "completed" } },
    ],
  ])("but not %s", (_, schema, value) => {
    expect(validationErrors(schema, value)).not.toEqual([]);
  });
});

describe("an answer", () => {
  test.each([
    ["everything", answer(output)],
    [
      "echoes",
      answer([], {
        reasoning: { effort: "high" },
        text: { format: { type: "json_schema", name: "n", schema: {}, strict: true } },
      }),
    ],
    ["streamed echoes", answer([], { reasoning: { effort: null, summary: "auto" }, max_output_tokens: 5 })],
  ])("%s", (_, value) => {
    expect(validationErrors(ResponsesResponse, value)).toEqual([]);
  });
  test("needs each of its fields", () => {
    for (const name of Object.keys(answer([])).filter((key) => key !== "tool_choice")) {
      expect([name, validationErrors(ResponsesResponse, { ...answer([]), [name]: undefined })]).not.toEqual([name, []]);
    }
  });
});

describe("a request", () => {
  const request = (...input: unknown[]) => ({ model: "m", input });
  test.each([
    ["nothing", { model: "m" }],
    ["a text", { model: "m", input: "x", instructions: "y", stream: true }],
    ["a message without its type", request({ role: "user", content: "x" })],
    [
      "what an answer held",
      request(...output, { type: "function_call_output", call_id: "call_ab12cd34", output: "1" }),
    ],
    [
      "parts",
      request({
        type: "message",
        role: "user",
        content: [
          { type: "input_text", text: "x" },
          { type: "output_text", text: "y", annotations: [] },
          { type: "input_image", detail: "auto", image_url: "data:image/png;base64,AAAA" },
          { type: "input_image", file_id: "f" },
        ],
      }),
    ],
    ["output in parts", request({ type: "function_call_output", output: [{ type: "input_text", text: "x" }] })],
    [
      "tools",
      {
        model: "m",
        tools: [
          { type: "function", name: "f", strict: true, parameters: { type: "object" } },
          { type: "namespace", name: "n", tools: [{ type: "function", name: "g" }] },
          { type: "web_search" },
          { type: "file_search", vector_store_ids: [] },
        ],
      },
    ],
    [
      "settings",
      {
        model: "m",
        reasoning: { effort: "minimal", summary: "auto" },
        text: { format: { type: "json_schema", name: "n", schema: {}, strict: true }, verbosity: "low" },
        include: ["reasoning.encrypted_content"],
        conversation: { id: "c" },
        store: true,
        previous_response_id: "resp_1",
      },
    ],
  ])("%s", (_, value) => {
    expect(validationErrors(ResponsesRequest, value)).toEqual([]);
  });
  test.each([
    ["a number", { model: "m", input: 5 }],
    ["an item of another type", request({ type: "computer_call" })],
    ["a part of another type", request({ role: "user", content: [{ type: "input_audio" }] })],
    ["arguments as an object", request({ type: "function_call", call_id: "c", name: "f", arguments: {} })],
    ["an unknown effort", { model: "m", reasoning: { effort: "most" } }],
    ["one thing to include", { model: "m", include: "x" }],
  ])("but not %s", (_, value) => {
    expect(validationErrors(ResponsesRequest, value)).not.toEqual([]);
  });
});
