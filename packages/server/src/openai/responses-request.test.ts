import { describe, expect, test } from "bun:test";
import { ResponsesRequest } from "@cria/spec";
import { decodeText } from "../http/decode.ts";
import { toChatBody } from "./responses-request.ts";

const converted = (given: object) => toChatBody(decodeText(ResponsesRequest, JSON.stringify({ model: "m", ...given })));
const plain = (value: unknown) =>
  JSON.parse(JSON.stringify(value, (_, each) => (each instanceof Uint8Array ? [...each] : each)));
const messagesOf = (input: unknown) => plain(converted({ input }).messages);

const user = (content: string) => ({ role: "user", content });
const assistant = (content: string, more: object = {}) => ({ role: "assistant", content, ...more });
const call = (call_id: string, args = "{}") => ({ type: "function_call", call_id, name: "f", arguments: args });
const made = (id: string, index = 0, values = {}) => ({ id, function: { index, name: "f", arguments: values } });
const output = (call_id: string, text: unknown = "1") => ({ type: "function_call_output", call_id, output: text });
const result = (id: string, content = "1") => ({ role: "tool", content, tool_call_id: id });
const thought = (text: string) => ({ type: "reasoning", id: "rs", summary: [], encrypted_content: text });
const text = (value: string) => ({ type: "input_text", text: value });
const image = { type: "input_image", image_url: "data:image/png;base64,AQID", detail: "low" };

describe("input", () => {
  test.each<[string, unknown, unknown[]]>([
    ["a text", "x", [user("x")]],
    ["an empty text", "", []],
    ["null", null, []],
    ["no item", [], []],
    [
      "messages",
      [
        { type: "message", role: "user", content: "x" },
        { role: "developer", content: "y" },
      ],
      [user("x"), { role: "developer", content: "y" }],
    ],
    ["no content", [{ role: "user" }], [user("")]],
    [
      "parts",
      [{ role: "user", content: [text("a"), image, { type: "output_text", text: "b" }] }],
      [{ ...user("ab"), images: [[1, 2, 3]] }],
    ],
    ["an image without a URL", [{ role: "user", content: [{ type: "input_image", file_id: "f" }] }], [user("")]],
    ["a call", [call("c", '{"b":1}')], [assistant("", { tool_calls: [made("c", 0, { b: 1 })] })]],
    ["a call without arguments", [call("c", "")], [assistant("", { tool_calls: [made("c")] })]],
    [
      "calls and what was said before",
      [assistant("x"), call("c"), call("d")],
      [assistant("x", { tool_calls: [made("c"), made("d", 1)] })],
    ],
    ["a result", [call("c"), output("c")], [assistant("", { tool_calls: [made("c")] }), result("c")]],
    ["a result in parts", [output("c", [text("a"), text("b")])], [result("c", "ab")]],
    [
      "a message between a call and its result",
      [assistant("a"), call("c"), assistant("b"), output("c")],
      [assistant("a\nb", { tool_calls: [made("c")] }), result("c")],
    ],
    [
      "a message between a call and another's result",
      [call("c"), assistant("b"), output("d")],
      [assistant("", { tool_calls: [made("c")] }), assistant("b"), result("d")],
    ],
    [
      "a message after a call",
      [call("c"), assistant("b")],
      [assistant("", { tool_calls: [made("c")] }), assistant("b")],
    ],
    [
      "a thought before a message",
      [thought("hm"), assistant("x"), assistant("y")],
      [assistant("x", { thinking: "hm" }), assistant("y")],
    ],
    [
      "a thought before a call",
      [thought("hm"), call("c")],
      [assistant("", { thinking: "hm", tool_calls: [made("c")] })],
    ],
    [
      "a thought that the user's message passes",
      [thought("hm"), user("x"), assistant("y")],
      [user("x"), assistant("y", { thinking: "hm" })],
    ],
    ["a thought alone", [thought("hm")], [assistant("", { thinking: "hm" })]],
    ["an empty thought", [thought("")], []],
    [
      "a search",
      [{ type: "web_search_call", id: "ws", status: "completed", action: { type: "search", query: "q" } }, user("x")],
      [user("x")],
    ],
  ])("%s", (_, input, expected) => {
    expect(messagesOf(input)).toEqual(expected);
  });

  test("instructions come first, unless they are empty", () => {
    expect(plain(converted({ instructions: "be", input: "x" }).messages)).toEqual([
      { role: "system", content: "be" },
      user("x"),
    ]);
    expect(plain(converted({ instructions: "", input: "x" }).messages)).toEqual([user("x")]);
  });

  test.each<[unknown, string]>([
    [5, "input must be a string or array: json: cannot unmarshal number into Go value of type []json.RawMessage"],
    [{}, "input must be a string or array: json: cannot unmarshal object into Go value of type []json.RawMessage"],
    [[user("x"), {}], "input[1]: input item missing required 'type' field"],
    [[null], "input[0]: input item missing required 'type' field"],
    [[{ type: "nope" }], 'input[0]: unknown input item type: "nope"'],
    [
      [{ role: "user", content: 5 }],
      "input[0]: content must be a string or array: json: cannot unmarshal number into Go value of type []json.RawMessage",
    ],
    [[{ role: "user", content: [text("a"), { type: "x" }] }], "input[0]: content[1]: unknown content type: x"],
    [
      [{ role: "user", content: [{ type: "input_file", file_id: "f" }] }],
      "input[0]: content[0]: file inputs are not currently supported",
    ],
    [
      [{ role: "user", content: [{ type: "input_image", image_url: "x" }] }],
      "input[0]: content[0]: invalid image input",
    ],
    [
      [{ role: "user", content: [{ type: "input_text", text: 5 }] }],
      "input[0]: content[0]: json: cannot unmarshal number into Go struct field ResponsesTextContent.text of type string",
    ],
    [[output("c", [{ type: "x" }])], "input[0]: output[0]: unknown content type: x"],
    [[call("c", "[1]")], "input[0]: failed to parse function call arguments: not a JSON object"],
    [["x"], "input[0]: json: cannot unmarshal string into Go value of type struct"],
  ])("%j is refused", (input, message) => {
    expect(() => messagesOf(input)).toThrow(
      expect.objectContaining({ status: 400, message: expect.stringContaining(message) }),
    );
  });
});

describe("settings", () => {
  test.each<[object, object]>([
    [{}, { temperature: 1 }],
    [
      { temperature: 0, top_p: 0.5, max_output_tokens: 4 },
      { temperature: 0, top_p: 0.5, num_predict: 4 },
    ],
    [{ seed: 4, stop: ["x"], stream_options: {} }, { temperature: 1 }],
  ])("%j becomes %j", (given, options) => {
    expect(plain(converted(given).options)).toEqual(options);
  });

  test.each<[unknown, string | undefined]>([
    [{ type: "json_schema", name: "n", strict: true, schema: { type: "object" } }, '{"type":"object"}'],
    [{ type: "json_schema" }, undefined],
    [{ type: "json_object" }, '"json"'],
    [{ type: "text" }, undefined],
    [null, undefined],
  ])("format %j", (format, schema) => {
    expect(converted({ text: { format } }).format?.text).toBe(schema);
  });

  test("how much the model thinks", () => {
    expect(converted({ reasoning: { effort: "xhigh", summary: "auto" } }).think).toBe("max");
    expect(converted({}).think).toBeUndefined();
    expect(() => converted({ reasoning: { effort: "High" } })).toThrow("invalid reasoning value");
  });
});

describe("tools", () => {
  const parameters = { type: "object", properties: { b: { type: "string", default: "" }, a: {} } };
  const kept = { type: "object", properties: { b: { type: "string" }, a: {} } };
  const tool = { type: "function", name: "f", description: "d", strict: true, parameters };
  test.each<[string, unknown, unknown[]]>([
    ["are flat", tool, [{ type: "function", function: { name: "f", description: "d", parameters: kept } }]],
    [
      "need no parameters",
      { type: "function", name: "f", parameters: null },
      [{ type: "function", function: { name: "f", parameters: { type: "" } } }],
    ],
    [
      "of another type stay what they are",
      { type: "local_shell" },
      [{ type: "local_shell", function: { name: "", parameters: { type: "" } } }],
    ],
    ["that search are left out", { type: "web_search" }, []],
    [
      "of a namespace have its name, once",
      {
        type: "namespace",
        name: "n",
        tools: [
          { ...tool, name: "n.f" },
          { ...tool, name: "g" },
        ],
      },
      ["n.f", "n.g"].map((name) => ({ type: "function", function: { name, description: "d", parameters: kept } })),
    ],
    ["of a namespace may be none", { type: "namespace", name: "n" }, []],
  ])("%s", (_, given, expected) => {
    expect(JSON.stringify(plain(converted({ tools: [given] }).tools))).toBe(JSON.stringify(expected));
  });

  test("whose parameters are no schema are refused", () => {
    const odd = { ...tool, parameters: { type: "object", required: "b" } };
    expect(() => converted({ tools: [odd] })).toThrow("failed to unmarshal tool parameters: json: cannot unmarshal ");
  });
});
