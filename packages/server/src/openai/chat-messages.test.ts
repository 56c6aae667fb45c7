import { describe, expect, test } from "bun:test";
import { ChatCompletionRequest } from "@cria/spec";
import { decodeText } from "../http/decode.ts";
import { toNativeMessages } from "./chat-messages.ts";

function converted(...messages: unknown[]) {
  const text = JSON.stringify({ model: "m", messages });
  // What is undefined is as good as absent.
  return JSON.parse(
    JSON.stringify(toNativeMessages(decodeText(ChatCompletionRequest, text).messages), (_, value) =>
      value instanceof Uint8Array ? [...value] : value,
    ),
  );
}

const url = "data:image/png;base64,AQID";
const call = (id: string, name: string, values = "{}") => ({
  id,
  type: "function",
  function: { name, arguments: values },
});
const made = (index: number, id: string, name: string, values = {}) => ({
  id,
  function: { index, name, arguments: values },
});

describe("content", () => {
  test.each<[string, unknown, unknown[]]>([
    ["a text", { role: "user", content: "x" }, [{ role: "user", content: "x" }]],
    ["a role in upper case", { role: "USER", content: "x" }, [{ role: "user", content: "x" }]],
    ["a role of its own", { role: "developer", content: "x" }, [{ role: "developer", content: "x" }]],
    [
      "each part in a message of its own",
      {
        role: "user",
        content: [
          { type: "text", text: "a" },
          { type: "image_url", image_url: { url, detail: "low" } },
          { type: "image_url", image_url: url },
          { type: "input_audio", input_audio: { data: "AQI=", format: "wav" } },
        ],
      },
      [
        { role: "user", content: "a" },
        { role: "user", content: "", images: [[1, 2, 3]] },
        { role: "user", content: "", images: [[1, 2, 3]] },
        { role: "user", content: "", images: [[1, 2]] },
      ],
    ],
    ["no part", { role: "user", content: [] }, []],
    [
      "null beside calls",
      { role: "assistant", content: null, tool_calls: [call("c", "f")] },
      [{ role: "assistant", content: "", tool_calls: [made(0, "c", "f")] }],
    ],
    [
      "null beside no calls",
      { role: "assistant", content: null, tool_calls: [] },
      [{ role: "assistant", content: "", tool_calls: [] }],
    ],
    [
      "a number beside no calls",
      { role: "assistant", content: 5, tool_calls: [] },
      [{ role: "assistant", content: "", tool_calls: [] }],
    ],
    [
      "thinking",
      { role: "assistant", content: "x", reasoning: "hm", reasoning_content: "other" },
      [{ role: "assistant", content: "x", thinking: "hm" }],
    ],
    [
      "calls with the last part",
      {
        role: "assistant",
        content: [
          { type: "text", text: "a" },
          { type: "text", text: "b" },
        ],
        tool_calls: [call("c", "f", '{"b":1,"a":[2]}')],
      },
      [
        { role: "assistant", content: "a" },
        { role: "assistant", content: "b", tool_calls: [made(0, "c", "f", { b: 1, a: [2] })] },
      ],
    ],
    [
      "several calls",
      { role: "assistant", tool_calls: [call("c", "f"), call("d", "g")] },
      [{ role: "assistant", content: "", tool_calls: [made(0, "c", "f"), made(1, "d", "g")] }],
    ],
  ])("%s", (_, message, expected) => {
    expect(converted(message)).toEqual(expected);
  });
});

describe("the tool of a result", () => {
  const calls = { role: "assistant", tool_calls: [call("c", "f"), call("d", "g")] };
  const again = { role: "assistant", tool_calls: [call("c", "h")] };
  test.each<[string, unknown[], unknown]>([
    ["is found by its call", [calls, { role: "tool", content: "1", tool_call_id: "d" }], "g"],
    ["is that of the last call with the id", [calls, again, { role: "tool", content: "1", tool_call_id: "c" }], "h"],
    ["is what the message says", [calls, { role: "tool", content: "1", tool_call_id: "c", name: "own" }], "own"],
    ["is found for parts", [calls, { role: "tool", content: [{ type: "text", text: "1" }], tool_call_id: "c" }], "f"],
    ["is unknown for another id", [calls, { role: "tool", content: "1", tool_call_id: "x" }], undefined],
    ["is unknown without an id", [calls, { role: "tool", content: "1" }], undefined],
    ["is of results only", [calls, { role: "user", content: "1", tool_call_id: "c", name: "own" }], undefined],
  ])("%s", (_, messages, name) => {
    expect(converted(...messages).at(-1).tool_name).toBe(name);
  });
});

describe("refused", () => {
  const parts = (...content: unknown[]) => ({ role: "user", content });
  const malformed = "invalid message format";
  test.each<[unknown, string]>([
    [{ role: "user" }, "invalid message content type: <nil>"],
    [{ role: "user", content: null }, "invalid message content type: <nil>"],
    [{ role: "user", content: 5 }, "invalid message content type: float64"],
    [{ role: "user", content: true }, "invalid message content type: bool"],
    [{ role: "user", content: {} }, "invalid message content type: map[string]interface {}"],
    [parts("x"), malformed],
    [parts({ type: "text" }), malformed],
    [parts({ type: "text", text: 5 }), malformed],
    [parts({ type: "file", file: {} }), malformed],
    [parts({ type: "image_url" }), malformed],
    [parts({ type: "image_url", image_url: { url: 5 } }), malformed],
    [
      parts({ type: "image_url", image_url: "https://a.example" }),
      "image URLs are not currently supported, please use base64 encoded data instead",
    ],
    [parts({ type: "input_audio" }), "invalid input_audio format"],
    [parts({ type: "input_audio", input_audio: {} }), "invalid input_audio format: missing data"],
    [
      parts({ type: "input_audio", input_audio: { data: "A" } }),
      "invalid input_audio base64 data: illegal base64 data at input byte 0",
    ],
    ...["", "[1]", "{", "5"].map((text): [unknown, string] => [
      { role: "assistant", tool_calls: [call("c", "f", text)] },
      "invalid tool call arguments",
    ]),
  ])("%j", (message, text) => {
    expect(() => converted(message)).toThrow(expect.objectContaining({ status: 400, message: text }));
  });
});
