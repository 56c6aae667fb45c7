import { describe, expect, test } from "bun:test";
import {
  ChatCompletionRequest,
  ChatRequest,
  CopyRequest,
  CreateRequest,
  GenerateRequest,
  MessagesRequest,
} from "@cria/spec";
import type { TSchema } from "@sinclair/typebox";
import fc from "fast-check";
import { decodeBytes, decodeRequest } from "./decode.ts";
import { RawJson } from "./decoded.ts";
import { ApiError } from "./error.ts";
import { atOnce } from "./in-slices.ts";
import { openJson } from "./json-reader.ts";
import { readAny } from "./read-any.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const decode = <Schema extends TSchema>(schema: Schema, text: string) => decodeBytes(schema, bytes(text));

/** Text of the 400 error that a body gets. */
function refusal(schema: TSchema, text: string): string {
  try {
    decode(schema, text);
  } catch (error) {
    if (error instanceof ApiError && error.status === 400) return error.message;
    throw error;
  }
  throw new Error(`${text} was accepted`);
}

describe("what is wrong with a generate request is said in Go's words", () => {
  const field = "json: cannot unmarshal";
  test.each([
    ["", "missing request body"],
    [" \n\t", "missing request body"],
    ["{", "unexpected EOF"],
    ['{"model":"x', "unexpected EOF"],
    ["tru", "unexpected EOF"],
    ["not json", "invalid character 'o' in literal null (expecting 'u')"],
    ["{bad", "invalid character 'b' looking for beginning of object key string"],
    ['{"model":"x",}', "invalid character '}' looking for beginning of object key string"],
    ['{"a":1 "b":2}', "invalid character '\"' after object key:value pair"],
    ['{"a" 1}', "invalid character '1' after object key"],
    ['{"a":[1 2]}', "invalid character '2' after array element"],
    ['{"a":[1,]}', "invalid character ']' looking for beginning of value"],
    ['{"a":-x}', "invalid character 'x' in numeric literal"],
    ['{"a":1.x}', "invalid character 'x' after decimal point in numeric literal"],
    ['{"a":1e+}', "invalid character '}' in exponent of numeric literal"],
    ['{"a":01}', "invalid character '1' after object key:value pair"],
    ['{"a":"\n"}', "invalid character '\\n' in string literal"],
    ['{"a":"\\x"}', "invalid character 'x' in string escape code"],
    ['{"a":"\\u12g4"}', "invalid character 'g' in \\u hexadecimal character escape"],
    ["'", "invalid character '\\'' looking for beginning of value"],
    ["\u0000", "invalid character '\\x00' looking for beginning of value"],
    ["\ufeff{}", "invalid character 'ï' looking for beginning of value"],
    ["[]", `${field} array into Go value of type api.GenerateRequest`],
    ["5", `${field} number into Go value of type api.GenerateRequest`],
    ['"x"', `${field} string into Go value of type api.GenerateRequest`],
    ["true", `${field} bool into Go value of type api.GenerateRequest`],
    ['{"prompt":5}', `${field} number into Go struct field GenerateRequest.prompt of type string`],
    ['{"PROMPT":{}}', `${field} object into Go struct field GenerateRequest.prompt of type string`],
    ['{"stream":"no"}', `${field} string into Go struct field GenerateRequest.stream of type bool`],
    ['{"context":"x"}', `${field} string into Go struct field GenerateRequest.context of type []int`],
    ['{"context":[1,"x"]}', `${field} string into Go struct field GenerateRequest.context of type int`],
    ['{"context":[1.5]}', `${field} number 1.5 into Go struct field GenerateRequest.context of type int`],
    ['{"top_logprobs":1e2}', `${field} number 1e2 into Go struct field GenerateRequest.top_logprobs of type int`],
    [
      '{"top_logprobs":9223372036854775808}',
      `${field} number 9223372036854775808 into Go struct field GenerateRequest.top_logprobs of type int`,
    ],
    ['{"images":"x"}', `${field} string into Go struct field GenerateRequest.images of type []api.ImageData`],
    ['{"images":[true]}', `${field} bool into Go struct field GenerateRequest.images of type api.ImageData`],
    ['{"images":[[256]]}', `${field} number 256 into Go struct field GenerateRequest.images of type uint8`],
    ['{"images":["####"]}', "illegal base64 data at input byte 0"],
    ['{"options":[]}', `${field} array into Go struct field GenerateRequest.options of type map[string]interface {}`],
    ['{"options":{"a":1e400}}', `${field} number 1e400 into Go struct field GenerateRequest.options of type float64`],
    ['{"think":"HIGH"}', 'invalid think value: "HIGH" (must be "high", "medium", "low", "max", true, or false)'],
    ['{"think":1}', 'think must be a boolean or string ("high", "medium", "low", "max", true, or false)'],
    ['{"keep_alive":"10"}', 'time: missing unit in duration "10"'],
    ['{"keep_alive":""}', 'time: invalid duration ""'],
    ['{"keep_alive":"1d"}', 'time: unknown unit "d" in duration "1d"'],
    ['{"keep_alive":" 5m"}', 'time: invalid duration " 5m"'],
    ['{"keep_alive":true}', "Unsupported type: 'bool'"],
    ['{"keep_alive":[]}', "Unsupported type: '[]interface {}'"],
    ['{"keep_alive":{}}', "Unsupported type: 'map[string]interface {}'"],
    // The first mismatch is reported, but a type that decodes itself ends decoding at once.
    ['{"model":1,"prompt":{}}', `${field} number into Go struct field GenerateRequest.model of type string`],
    ['{"model":1,"think":1}', 'think must be a boolean or string ("high", "medium", "low", "max", true, or false)'],
    // A syntax error further on comes first.
    ['{"model":1,', "unexpected EOF"],
  ])("%j", (body, message) => {
    expect(refusal(GenerateRequest, body)).toBe(message);
  });
});

describe("errors within messages and tools name the struct that Go names", () => {
  const field = "json: cannot unmarshal";
  test.each([
    ['{"messages":{}}', `${field} object into Go struct field ChatRequest.messages of type []api.Message`],
    ['{"messages":["x"]}', `${field} string into Go struct field ChatRequest.messages of type api.Alias`],
    [
      '{"messages":[{"content":[]}]}',
      `${field} array into Go struct field ChatRequest.messages.content of type string`,
    ],
    [
      '{"messages":[{"tool_calls":{}}]}',
      `${field} object into Go struct field ChatRequest.messages.tool_calls of type []api.ToolCall`,
    ],
    [
      '{"messages":[{"tool_calls":[{"function":{"name":1}}]}]}',
      `${field} number into Go struct field ChatRequest.messages.tool_calls.function.name of type string`,
    ],
    [
      '{"messages":[{"tool_calls":[{"function":{"arguments":"{}"}}]}]}',
      "Value looks like object, but can't find closing '}' symbol",
    ],
    ['{"tools":{}}', `${field} object into Go struct field ChatRequest.tools of type api.Tools`],
    [
      '{"tools":[{"function":{"name":1}}]}',
      `${field} number into Go struct field ToolFunction.tools.function.name of type string`,
    ],
  ])("%j", (body, message) => {
    expect(refusal(ChatRequest, body)).toBe(message);
  });
});

describe("what is lenient", () => {
  test("only the first value counts", () => {
    expect(decode(CopyRequest, '{"source":"a"} {"source":"b"} and more')).toEqual({ source: "a", destination: "" });
  });
  test("names match in any case, the last duplicate wins, null is absent, unknown fields are ignored", () => {
    const body = '{"SOURCE":"a","Source":"b","source":null,"x":[{}],"destination":null}';
    expect(decode(CopyRequest, body)).toEqual({ source: "b", destination: "" });
  });
  test("null is an empty request", () => {
    expect(decode(CopyRequest, "null")).toEqual({ source: "", destination: "" });
  });
  test("malformed UTF-8 and lone surrogates become U+FFFD", () => {
    const body = new Uint8Array([...bytes('{"source":"'), 0xff, ...bytes('","destination":"\\ud800x"}')]);
    expect(decodeBytes(CopyRequest, body)).toEqual({ source: "\ufffd", destination: "\ufffdx" });
  });
  test("messages: roles are lower-cased, null is an empty message, missing fields are empty", () => {
    const body = '{"model":"m","messages":[null,{"role":"USER"},{"Content":"c"}]}';
    expect(decode(ChatRequest, body).messages).toEqual([
      { role: "", content: "" },
      { role: "user", content: "" },
      { role: "", content: "c" },
    ]);
  });
  test("tools lose what the model must not see, and may be empty", () => {
    const body =
      '{"tools":[{},null,{"function":{"name":"f","strict":true,"parameters":{"properties":{"a":{"type":["string","null"],"format":"x","anyOf":[{"type":"integer"}]}}}}}]}';
    const empty = { type: "", function: { name: "", parameters: { type: "" } } };
    const property = { type: ["string", "null"], anyOf: [{ type: "integer" }] };
    expect(decode(ChatRequest, body).tools as unknown).toEqual([
      empty,
      empty,
      { type: "", function: { name: "f", parameters: { type: "", properties: { a: property } } } },
    ]);
  });
  test("the order of tool-call arguments is kept, whatever their names", () => {
    const call = '{"function":{"name":"f","arguments":{"z":1,"__proto__":2,"a":3}}}';
    const { messages } = decode(ChatRequest, `{"messages":[{"tool_calls":[${call}]}]}`);
    expect(Object.keys(messages![0]!.tool_calls![0]!.function.arguments)).toEqual(["z", "__proto__", "a"]);
  });
});

describe("types with a meaning", () => {
  test.each([
    ["5", 5000],
    ["0.5", 500],
    ["0", 0],
    ["-0.0", 0],
    ["-1", Number.POSITIVE_INFINITY],
    ["1e300", Number.POSITIVE_INFINITY],
    ['"0"', 0],
    ['"1h30m"', 5_400_000],
    ['"1.5s"', 1500],
    ['"-1s"', Number.POSITIVE_INFINITY],
    ["null", undefined],
  ])("keep_alive %s", (text, milliseconds) => {
    expect(decode(GenerateRequest, `{"keep_alive":${text}}`).keep_alive).toBe(milliseconds!);
  });
  test("format stays raw", () => {
    expect(decode(GenerateRequest, '{"format": {"a" : 1} }').format?.text).toBe('{"a" : 1}');
    expect(decode(GenerateRequest, '{"format":null}').format).toBeUndefined();
  });
  test("images are bytes", () => {
    const { images } = decode(GenerateRequest, '{"images":["aGk=","",null,[1,2],"aG\\nk="]}');
    expect(images!.map((image) => [...image])).toEqual([[104, 105], [], [], [1, 2], [104, 105]]);
  });
  test("think", () => {
    expect(decode(GenerateRequest, '{"think":"low"}').think).toBe("low");
    expect(decode(GenerateRequest, '{"think":false}').think).toBe(false);
  });
  test("whole numbers have 64 bits", () => {
    expect(decode(GenerateRequest, '{"top_logprobs":-9223372036854775808}').top_logprobs).toBe(-(2 ** 63));
  });
  test("free values", () => {
    const body = '{"license":["a"],"parameters":{"stop":["x",null],"t":{"u":1}},"files":{"a":"b"}}';
    expect(decode(CreateRequest, body) as unknown).toEqual({
      model: "",
      license: ["a"],
      parameters: { stop: ["x", null], t: { u: 1 } },
      files: { a: "b" },
    });
  });
});

describe("types of the other protocols", () => {
  const param = 'struct { Role string "json:\\"role\\""; Content json.RawMessage "json:\\"content\\"" }';
  const called = 'struct { Name string "json:\\"name\\""; Arguments string "json:\\"arguments\\"" }';
  test.each<[TSchema, string, string]>([
    [
      ChatCompletionRequest,
      '{"messages":[{"tool_calls":[{"function":{"arguments":5}}]}]}',
      "number into Go struct field .messages.tool_calls.function.arguments of type string",
    ],
    [
      ChatCompletionRequest,
      '{"messages":[{"tool_calls":[{"function":5}]}]}',
      `number into Go struct field ToolCall.messages.tool_calls.function of type ${called}`,
    ],
    [MessagesRequest, '{"messages":[5]}', `number into Go struct field MessagesRequest.messages of type ${param}`],
    [
      MessagesRequest,
      '{"messages":[{"role":5}]}',
      "number into Go struct field MessagesRequest.messages.role of type string",
    ],
  ])("%#", (schema, body, text) => {
    expect(refusal(schema, body)).toBe(`json: cannot unmarshal ${text}`);
  });

  test("a raw value that must be there tells null from nothing", () => {
    const contentOf = (message: string) => decode(MessagesRequest, `{"messages":[${message}]}`).messages[0]!.content;
    expect(contentOf('{"content":null}') as unknown).toEqual(new RawJson("null"));
    expect(contentOf("{}") as unknown).toBeUndefined();
    expect(decode(GenerateRequest, '{"format":null}').format).toBeUndefined();
  });

  test("nothing is said of nothing as the protocol says it", () => {
    expect(() => decodeBytes(ChatCompletionRequest, bytes(" "), "EOF")).toThrow("EOF");
  });
});

describe("limits", () => {
  const post = (body: string | ReadableStream) => new Request("http://localhost/", { method: "POST", body });
  test("a body over the limit is refused, with a length and without", async () => {
    const long = JSON.stringify({ source: "x".repeat(100) });
    const chunks = new ReadableStream({
      start(controller) {
        controller.enqueue(bytes(long));
        controller.close();
      },
    });
    for (const body of [long, chunks]) {
      const error = await decodeRequest(CopyRequest, post(body), 64).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(ApiError);
      expect((error as ApiError).status).toBe(413);
    }
  });
  test("a body in many chunks is one body", async () => {
    const text = '{"source":"a\u00e9","destination":"b"}';
    const chunks = new ReadableStream({
      start(controller) {
        for (const byte of bytes(text)) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    expect(await decodeRequest(CopyRequest, post(chunks))).toEqual({ source: "a\u00e9", destination: "b" });
  });
  test("deep nesting is refused, not fatal", () => {
    expect(refusal(GenerateRequest, "[".repeat(100_000))).toBe("invalid character '[' exceeded max depth");
    expect(() => decode(GenerateRequest, `{"options":{"a":${"[".repeat(9990)}${"]".repeat(9990)}}}`)).not.toThrow();
  });
  test("a huge number is read in no time", () => {
    expect(refusal(GenerateRequest, `{"top_logprobs":${"9".repeat(1_000_000)}}`)).toStartWith(
      "json: cannot unmarshal number 999",
    );
  });
});

test("every JSON value survives as a free value", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
      const text = JSON.stringify(value);
      const { options } = decode(GenerateRequest, `{"options":{"value":${text}}}`);
      expect(options!.value).toEqual(JSON.parse(text));
    }),
  );
});

test.each([
  ["0x1", 0],
  ["1e5q", 1e5],
  ["null-1", null],
  ["truefalse", true],
  ['"a"b', "a"],
])("of %s the first value counts", (text, value) => {
  expect(atOnce(readAny(atOnce(openJson(bytes(text)))!, Number))).toBe(value);
});

test("any bytes are decoded or refused with status 400", () => {
  const json = fc.jsonValue().map((value) => JSON.stringify(value));
  const broken = fc.tuple(json, fc.nat(), fc.string()).map(([text, at, noise]) => {
    const cut = at % (text.length + 1);
    return text.slice(0, cut) + noise + text.slice(cut);
  });
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array(), json.map(bytes), broken.map(bytes)), (body) => {
      try {
        decodeBytes(GenerateRequest, body);
      } catch (error) {
        expect(error).toBeInstanceOf(ApiError);
        expect((error as ApiError).status).toBe(400);
      }
    }),
  );
});
