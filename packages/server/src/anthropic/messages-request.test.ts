import { describe, expect, test } from "bun:test";
import { MessagesRequest } from "@cria/spec";
import { decodeText } from "../http/decode.ts";
import { checkBody, extrasOf, toChatBody } from "./messages-request.ts";

const hello = [{ role: "user", content: "x" }];
const checked = (given: object) =>
  checkBody(decodeText(MessagesRequest, JSON.stringify({ model: "m", max_tokens: 8, messages: hello, ...given })));
const converted = (given: object) =>
  JSON.parse(
    JSON.stringify(toChatBody(checked(given)), (_, value) => (value instanceof Uint8Array ? [...value] : value)),
  );
const messagesOf = (role: string, content: unknown) => converted({ messages: [{ role, content }] }).messages;

const image = { type: "image", source: { type: "base64", media_type: "image/png", data: "AQID" } };
const use = { type: "tool_use", id: "c", name: "f", input: { b: 1, a: 2 } };
const result = (content: unknown) => ({ type: "tool_result", tool_use_id: "c", content, is_error: true });
const text = (value: string) => ({ type: "text", text: value, cache_control: { type: "ephemeral" } });
const page = { type: "web_search_result", url: "https://a.example", title: "A" };
const found = (content: unknown) => ({ type: "web_search_tool_result", tool_use_id: "c", content });

describe("messages", () => {
  test.each<[string, string, unknown, unknown[]]>([
    ["a text", "user", "x", [{ role: "user", content: "x" }]],
    ["a role in upper case", "USER", "x", [{ role: "user", content: "x" }]],
    ["nothing", "user", "", []],
    ["null", "user", null, []],
    ["no block", "user", [], []],
    ["texts, joined", "user", [text("a"), text("b")], [{ role: "user", content: "ab" }]],
    ["an image", "user", [text("a"), image], [{ role: "user", content: "a", images: [[1, 2, 3]] }]],
    [
      "a call",
      "assistant",
      [text("a"), use],
      [
        {
          role: "assistant",
          content: "a",
          tool_calls: [{ id: "c", function: { index: 0, name: "f", arguments: { b: 1, a: 2 } } }],
        },
      ],
    ],
    [
      "thoughts, of which the last counts",
      "assistant",
      [{ type: "thinking", thinking: "hm", signature: "s" }, { type: "thinking", thinking: "aha" }, text("a")],
      [{ role: "assistant", content: "a", thinking: "aha" }],
    ],
    [
      "a result before what the user says",
      "user",
      [text("a"), result("1")],
      [
        { role: "tool", content: "1", tool_call_id: "c" },
        { role: "user", content: "a" },
      ],
    ],
    [
      "a result after what others say",
      "assistant",
      [result("1"), text("a")],
      [
        { role: "assistant", content: "a" },
        { role: "tool", content: "1", tool_call_id: "c" },
      ],
    ],
    [
      "a result in blocks",
      "user",
      [result([text("a"), image, { type: "redacted_thinking" }, "odd", text("b")])],
      [{ role: "tool", content: "ab", images: [[1, 2, 3]], tool_call_id: "c" }],
    ],
    ["a result without content", "user", [result(undefined)], [{ role: "tool", content: "", tool_call_id: "c" }]],
    [
      "a search of the server",
      "assistant",
      [{ type: "server_tool_use", id: "c", name: "web_search", input: { query: "q" } }],
      [
        {
          role: "assistant",
          content: "",
          tool_calls: [{ id: "c", function: { index: 0, name: "web_search", arguments: { query: "q" } } }],
        },
      ],
    ],
    [
      "what a search found",
      "user",
      [found([page, {}])],
      [{ role: "tool", content: "- A: https://a.example\n", tool_call_id: "c" }],
    ],
    [
      "a search that failed",
      "user",
      [found({ type: "web_search_tool_result_error", error_code: "unavailable" })],
      [{ role: "tool", content: "web_search_tool_result_error: unavailable", tool_call_id: "c" }],
    ],
    ["blocks of other kinds", "user", [{ type: "redacted_thinking", data: "x" }, { type: "container_upload" }], []],
  ])("%s", (_, role, content, expected) => {
    expect(messagesOf(role, content)).toEqual(expected);
  });

  test.each<[unknown, unknown[]]>([
    ["be", [{ role: "system", content: "be" }]],
    [[text("a"), { type: "other" }, text("b")], [{ role: "system", content: "ab" }]],
    ["", []],
    [[], []],
    [5, []],
  ])("system %j", (system, expected) => {
    expect(converted({ system }).messages.slice(0, -1)).toEqual(expected);
  });

  test.each<[unknown, string]>([
    [undefined, "unexpected end of JSON input"],
    [5, "json: cannot unmarshal number into Go struct field MessagesRequest.messages of type []anthropic.ContentBlock"],
    [
      [{ type: "text", text: 5 }],
      "json: cannot unmarshal number into Go struct field MessagesRequest.messages.text of type string",
    ],
    [[{ type: "image" }], "invalid image source"],
    [
      [{ type: "image", source: { type: "url", url: "https://a.example" } }],
      "invalid image source type: url. Only base64 images are supported.",
    ],
    [
      [{ type: "image", source: { type: "base64", data: "A" } }],
      "invalid base64 image data: illegal base64 data at input byte 0",
    ],
    [[{ ...use, id: "" }], "tool_use block missing required 'id' field"],
    [[{ ...use, name: undefined }], "tool_use block missing required 'name' field"],
    [[{ ...use, input: "x" }], "Value looks like object"],
    [[result([{ type: "image" }])], "invalid tool_result image source"],
  ])("%j is refused", (content, message) => {
    expect(() => messagesOf("user", content)).toThrow(
      expect.objectContaining({ status: 400, message: expect.stringContaining(message) }),
    );
  });
});

test.each<[object, string]>([
  [{ model: "", max_tokens: 0, messages: [] }, "model is required"],
  [{ max_tokens: 0, messages: [] }, "max_tokens is required and must be positive"],
  [{ max_tokens: -1 }, "max_tokens is required and must be positive"],
  [{ max_tokens: null }, "max_tokens is required and must be positive"],
  [{ messages: [] }, "messages is required"],
  [{ messages: null }, "messages is required"],
])("%j lacks something", (given, message) => {
  expect(() => checked(given)).toThrow(expect.objectContaining({ status: 400, message }));
});

test.each<[object, object]>([
  [{}, {}],
  [
    { temperature: 0, top_p: 0.5, top_k: 3 },
    { temperature: 0, top_p: 0.5, top_k: 3 },
  ],
  [{ stop_sequences: ["a"] }, { stop: ["a"] }],
  [{ stop_sequences: [] }, {}],
])("%j becomes %j", (given, options) => {
  expect(converted(given).options).toEqual({ num_predict: 8, ...options });
});

test.each<[object, unknown]>([
  [{}, undefined],
  [{ thinking: { type: "enabled", budget_tokens: 1024 } }, true],
  [{ thinking: { type: "disabled" }, output_config: { effort: "high" } }, false],
  [{ thinking: { type: "adaptive" } }, undefined],
  [{ thinking: { type: "adaptive" }, output_config: { effort: "low" } }, "low"],
  [{ output_config: { effort: " XHIGH " } }, "high"],
  [{ output_config: { effort: "max" } }, "max"],
  [{ output_config: { effort: "toString" } }, undefined],
])("thinking: %j", (given, think) => {
  expect(converted(given).think).toBe(think);
});

describe("tools", () => {
  const input_schema = { type: "object", properties: { b: { type: "string", default: "" }, a: {} }, required: ["b"] };
  test("keep what the model is told; searches of the server are left out", () => {
    const tools = [
      { type: "custom", name: "f", description: "d", input_schema },
      { name: "g" },
      { type: "web_search_20250305", name: "web_search", max_uses: 3 },
    ];
    expect(JSON.stringify(converted({ tools }).tools)).toBe(
      JSON.stringify([
        {
          type: "function",
          function: {
            name: "f",
            description: "d",
            parameters: { type: "object", properties: { b: { type: "string" }, a: {} }, required: ["b"] },
          },
        },
        { type: "function", function: { name: "g", parameters: { type: "" } } },
      ]),
    );
  });

  test("without a schema that is one are refused", () => {
    expect(() => converted({ tools: [{ name: "f", input_schema: 5 }] })).toThrow(
      'invalid input_schema for tool "f": json: cannot unmarshal number into Go value of type api.ToolFunctionParameters',
    );
  });
});

describe("documents", () => {
  const plain = { type: "document", source: { type: "text", media_type: "text/plain", data: "one two" } };
  const encoded = (media_type: string) => ({ type: "base64", media_type, data: Buffer.from("a,é").toString("base64") });
  test.each<[string, object, string]>([
    ["a text", plain, "<document>\none two\n</document>\n"],
    [
      "with title and context",
      { ...plain, title: "T", context: "C", citations: { enabled: true }, cache_control: null },
      "<document>\nTitle: T\nContext: C\none two\n</document>\n",
    ],
    ["a title that is null", { ...plain, title: null, context: "" }, "<document>\none two\n</document>\n"],
    [
      "content",
      { type: "document", source: { type: "content", content: [text("a"), text("b")] } },
      "<document>\nab\n</document>\n",
    ],
    [
      "content as a text",
      { type: "document", source: { type: "content", content: "c" } },
      "<document>\nc\n</document>\n",
    ],
    ["an encoded text", { type: "document", source: encoded("text/csv") }, "<document>\na,é\n</document>\n"],
  ])("%s reaches the prompt", (_, block, expected) => {
    expect(messagesOf("user", [block, text("?")])).toEqual([{ role: "user", content: `${expected}?` }]);
    expect(messagesOf("user", [result([block])])).toEqual([{ role: "tool", content: expected, tool_call_id: "c" }]);
  });

  test.each<[string, object, string]>([
    ["a PDF", encoded("application/pdf"), "invalid document source: application/pdf. Only text can be read."],
    ["a URL", { type: "url", url: "https://a.example/x.pdf" }, "invalid document source: url. Only text can be read."],
    ["a file", { type: "file", file_id: "f" }, "invalid document source: file. Only text can be read."],
    ["an image", { type: "content", content: [image] }, "invalid document source: image. Only text can be read."],
    ["broken base64", { type: "base64", media_type: "text/plain", data: "?" }, "invalid base64 document data"],
  ])("%s is refused, not left out", (_, source, message) => {
    expect(() => messagesOf("user", [{ type: "document", source }])).toThrow(message);
  });

  test("without a source is refused", () => {
    expect(() => messagesOf("user", [{ type: "document" }])).toThrow("invalid document source");
  });
});

describe("output_config.format", () => {
  test("holds the answer to its schema, the order of its keys kept", () => {
    const wanted = '{"type":"object","properties":{"2":{},"a":{},"1":{}}}';
    const format = JSON.stringify({ type: "json_schema", schema: 0 }).replace("0", wanted);
    for (const field of [`"output_config":{"format":${format}}`, `"output_format":${format}`]) {
      const body = `{"model":"m","max_tokens":8,"messages":[{"role":"user","content":"x"}],${field}}`;
      expect(toChatBody(checkBody(decodeText(MessagesRequest, body))).format?.text).toBe(wanted);
    }
  });

  test.each([null, {}, { type: "text" }, { type: "json_schema" }, { type: "json_schema", schema: null }, "json", 5])(
    "%j holds it to nothing",
    (format) => expect(toChatBody(checked({ output_config: { format } })).format).toBeUndefined(),
  );
});

describe("tool_choice", () => {
  const tools = ["f", "g"].map((name) => ({ name, input_schema: { type: "object" } }));
  const chosen = (tool_choice: unknown) => {
    const body = checked({ tools, tool_choice });
    return [toChatBody(body).tools?.map((tool) => tool.function.name), extrasOf(body).calls];
  };
  test.each<[unknown, string[] | undefined, object]>([
    [undefined, ["f", "g"], { isForced: false, isSingle: false }],
    [{ type: "auto", disable_parallel_tool_use: true }, ["f", "g"], { isForced: false, isSingle: true }],
    [{ type: "any" }, ["f", "g"], { isForced: true, isSingle: false }],
    [{ type: "tool", name: "g" }, ["g"], { isForced: true, isSingle: false }],
    [{ type: "none" }, undefined, { isForced: false, isSingle: false }],
    [{ type: "odd" }, ["f", "g"], { isForced: false, isSingle: false }],
  ])("%j", (choice, names, calls) => expect<unknown>(chosen(choice)).toEqual([names, calls]));

  test("of a tool that is not there is refused", () => {
    expect(() => chosen({ type: "tool", name: "x" })).toThrow('tool_choice names "x"');
  });
});
