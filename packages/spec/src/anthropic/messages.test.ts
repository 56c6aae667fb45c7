import { describe, expect, test } from "bun:test";
import type { TSchema } from "@sinclair/typebox";
import { validationErrors } from "../testing/errors.ts";
import { AnthropicError, AnthropicMessage, MessagesFinalEvent, MessagesRequest, MessagesStreamChunk } from "./index.ts";

const envelope = { id: "msg_f74c5b758599e9b1b5b99a78", type: "message", role: "assistant", model: "m" };
const usage = { input_tokens: 5, output_tokens: 0 };
const search = { type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: { query: "q" } };
const found = (content: unknown) => ({ type: "web_search_tool_result", tool_use_id: "srvtoolu_1", content });
const page = { type: "web_search_result", url: "https://a.example", title: "A" };
const failure = { type: "web_search_tool_result_error", error_code: "unavailable" };

const start = (index: number, content_block: object) => ({ type: "content_block_start", index, content_block });
const delta = (index: number, piece: object) => ({ type: "content_block_delta", index, delta: piece });
const stop = (index: number) => ({ type: "content_block_stop", index });

/** Events of a stream with everything, in their order. */
const events: { type: string }[] = [
  { type: "message_start", message: { ...envelope, content: [], usage } } as { type: string },
  { type: "ping" },
  start(0, { type: "thinking", thinking: "" }),
  delta(0, { type: "thinking_delta", thinking: "hm" }),
  delta(0, { type: "signature_delta", signature: "s" }),
  stop(0),
  start(1, search),
  stop(1),
  start(2, found([page])),
  stop(2),
  start(3, { type: "text", text: "" }),
  delta(3, { type: "text_delta", text: "Hi" }),
  stop(3),
  start(4, { type: "tool_use", id: "call_ab12cd34", name: "f", input: {} }),
  delta(4, { type: "input_json_delta", partial_json: '{"a":1}' }),
  stop(4),
  { type: "message_delta", delta: { stop_reason: "tool_use" }, usage } as { type: string },
];
const ends = [{ type: "message_stop" }, { type: "error", error: { type: "overloaded_error", message: "m" } }];

describe("a stream in its order", () => {
  test.each(events.map((event) => [event.type, event] as const))("%s", (_, event) => {
    expect(validationErrors(MessagesStreamChunk, event)).toEqual([]);
  });
  test.each(ends.map((event) => [event.type, event] as const))("ends with %s", (_, event) => {
    expect(validationErrors(MessagesFinalEvent, event)).toEqual([]);
  });
  test("has every event that there is", () => {
    const types = [MessagesStreamChunk, MessagesFinalEvent].flatMap(({ anyOf }) =>
      anyOf.map(({ properties }) => properties.type.const),
    );
    expect(new Set([...events, ...ends].map(({ type }) => type))).toEqual(new Set(types));
  });
  test.each(events.map((event) => [event.type, event] as const))("%s needs each of its fields", (_, event) => {
    for (const name of Object.keys(event)) {
      expect([name, validationErrors(MessagesStreamChunk, { ...event, [name]: undefined })]).not.toEqual([name, []]);
    }
  });
  test.each<[string, unknown]>([
    ["the end", { type: "message_stop" }],
    ["a piece of another kind", delta(0, { type: "citations_delta", citation: {} })],
    ["a piece of a text without text", delta(0, { type: "text_delta" })],
    ["a block of another kind", start(0, { type: "image" })],
    ["a start with content", { type: "message_start", message: { ...envelope, content: [page], usage } }],
    ["a start without usage", { type: "message_start", message: { ...envelope, content: [] } }],
    ["a negative index", stop(-1)],
    ["a reason that is null", { type: "message_delta", delta: { stop_reason: null }, usage }],
  ])("but not %s", (_, event) => {
    expect(validationErrors(MessagesStreamChunk, event)).not.toEqual([]);
  });
});

describe("an answer", () => {
  const answer = (content: unknown, more: object = {}) => ({ ...envelope, content, usage, ...more });
  test.each([
    ["a text", answer([{ type: "text", text: "Hi" }], { stop_reason: "end_turn" })],
    [
      "thinking and a call",
      answer([
        { type: "thinking", thinking: "hm" },
        { type: "tool_use", id: "call_1", name: "f", input: { a: 1 } },
      ]),
    ],
    ["searches", answer([search, found([page]), search, found(failure), search, found(null)])],
    ["nothing", answer(null)],
  ])("%s", (_, value) => {
    expect(validationErrors(AnthropicMessage, value)).toEqual([]);
  });
  test.each([
    ["a text alone", answer("Hi")],
    ["another reason", answer([], { stop_reason: "refusal" })],
    ["arguments as a text", answer([{ type: "tool_use", id: "c", name: "f", input: "{}" }])],
    ["no usage", { ...envelope, content: [] }],
  ])("but not %s", (_, value) => {
    expect(validationErrors(AnthropicMessage, value)).not.toEqual([]);
  });
});

describe("a request", () => {
  const request = (content: unknown, more: object = {}) => ({
    model: "m",
    max_tokens: 8,
    messages: [{ role: "user", content }],
    ...more,
  });
  const image = { type: "image", source: { type: "base64", media_type: "image/png", data: "AAAA" } };
  test.each([
    ["a text", request("x")],
    ["null", request(null)],
    [
      "blocks of every kind",
      request([
        { type: "text", text: "x", cache_control: { type: "ephemeral" } },
        image,
        { type: "thinking", thinking: "hm", signature: "" },
        { type: "tool_use", id: "c", name: "f", input: {} },
        { type: "tool_result", tool_use_id: "c", content: "1", is_error: true },
        { type: "tool_result", tool_use_id: "c", content: [{ type: "text", text: "1" }, image, { type: "document" }] },
        search,
        found([page]),
        found(failure),
      ]),
    ],
    [
      "blocks without effect",
      request([
        { type: "document", source: {} },
        { type: "redacted_thinking", data: "x" },
      ]),
    ],
    ["a system in blocks", request("x", { system: [{ type: "text", text: "y" }, { type: "other" }] })],
    [
      "settings",
      request("x", {
        system: "y",
        stream: true,
        top_k: 5,
        stop_sequences: ["z"],
        tools: [
          { name: "f", input_schema: { type: "object" } },
          { name: "g" },
          { name: "h", input_schema: {} },
          { type: "web_search_20250305", name: "web_search", max_uses: 5 },
        ],
        tool_choice: { type: "any", disable_parallel_tool_use: true },
        thinking: { type: "adaptive", budget_tokens: 1024 },
        output_config: { effort: "XHIGH", format: {} },
        metadata: { user_id: "u" },
        not_known: 1,
      }),
    ],
  ])("%s", (_, value) => {
    expect(validationErrors(MessagesRequest, value)).toEqual([]);
  });
  test.each([
    ["no limit", { model: "m", messages: [{ role: "user", content: "x" }] }],
    ["a limit of 0", request("x", { max_tokens: 0 })],
    ["no model", request("x", { model: "" })],
    ["no messages", request("x", { messages: [] })],
    ["no content", request(undefined)],
    ["an image from elsewhere", request([{ type: "image", source: { type: "url", url: "https://a.example" } }])],
    ["a call without a name", request([{ type: "tool_use", id: "c", input: {} }])],
    ["a text that is a number", request([{ type: "text", text: 5 }])],
    ["a user that is a text", request("x", { metadata: "u" })],
  ])("but not %s", (_, value) => {
    expect(validationErrors(MessagesRequest, value)).not.toEqual([]);
  });
});

test.each<[string, TSchema, unknown, boolean]>([
  [
    "an error",
    AnthropicError,
    { type: "error", error: { type: "api_error", message: "m" }, request_id: "req_0" },
    true,
  ],
  ["OpenAI's", AnthropicError, { error: { message: "m", type: "api_error", param: null, code: null } }, false],
])("%s", (_, schema, value, valid) => {
  expect(validationErrors(schema, value).length === 0).toBe(valid);
});
