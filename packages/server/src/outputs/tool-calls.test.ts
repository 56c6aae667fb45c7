import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { textInPieces } from "./pieces.ts";
import { ToolCallParser, type ToolCallSyntax } from "./tool-calls.ts";

const names = ["get", "get_weather", "say"];

function read(pieces: readonly string[], marker: string, more: Partial<ToolCallSyntax> = {}) {
  const parser = new ToolCallParser({ marker, names, returnsUnread: false, ...more });
  const deltas = pieces.map((piece) => parser.add(piece));
  const calls = deltas.flatMap((delta) => delta.calls);
  return {
    content: deltas.map((delta) => delta.content).join("") + parser.end(),
    calls: calls.map((call) => [call.function.name, call.function.arguments]),
    indexes: calls.map((call) => call.function.index),
    ids: calls.map((call) => call.id),
  };
}

type Expected = [marker: string, text: string, content: string, calls: [string, unknown][]];

const table: Expected[] = [
  ["<tool_call>", "no call", "no call", []],
  ["<tool_call>", 'well <tool_call>{"name":"get","arguments":{"a":1}}</tool_call>', "well ", [["get", { a: 1 }]]],
  ["<tool_call>", '<tool_call>{"name": "get_weather", "parameters": {}}', "", [["get_weather", {}]]],
  ["<tool_call>", '<tool_call>{"arguments":{"a":{"b":"}"}},"name":"say"}', "", [["say", { a: { b: "}" } }]]],
  ["<tool_call>", '<tool_call>{"name":"say","arguments":"{\\"a\\":1}"}', "", [["say", { a: 1 }]]],
  ["<tool_call>", '<tool_call>{"say":{"a":1}}', "", [["say", { a: 1 }]]],
  ["<tool_call>", '<tool_call>{"x":[1,{"name":"say","arguments":{"a":1}}]}', "", [["say", { a: 1 }]]],
  [
    "<tool_call>",
    '<tool_call>say {"a":1} and get {"b":2}',
    "",
    [
      ["say", { a: 1 }],
      ["get", { b: 2 }],
    ],
  ],
  ["<tool_call>", '<tool_call>{oops} {"name":"say","arguments":{}}', "", [["say", {}]]],
  ["<tool_call>", '<tool_call>{"name":"say","arguments":{"n":1e999}}', "", []],
  // Nothing is called without arguments, nor what was not declared; that text is swallowed.
  ["<tool_call>", '<tool_call>{"name":"say"}', "", []],
  ["<tool_call>", 'a<tool_call>{"name":"other","arguments":{}}</tool_call>b', "a", []],
  ["<tool_call>", "a <tool", "a ", []],
  ["<tool_call>", "a <tool>", "a <tool>", []],
  [
    "<tool_call>",
    '<tool_call>{"name":"say","arguments":{}}</tool_call>\n<tool_call>{"name":"get","arguments":{}}</tool_call>bye',
    "",
    [
      ["say", {}],
      ["get", {}],
    ],
  ],
  [
    "[TOOL_CALLS] [",
    '[TOOL_CALLS] [{"name":"say","arguments":{"a":1}},{"name":"get","arguments":{"a":2}}]',
    "",
    [
      ["say", { a: 1 }],
      ["get", { a: 2 }],
    ],
  ],
  ["{", ' \n{"name":"say","parameters":{"a":1}}', " \n", [["say", { a: 1 }]]],
  ["{", 'look: {"name":"say","parameters":{"a":1}}', 'look: {"name":"say","parameters":{"a":1}}', []],
  ["{", '{"some":"json"} and more', '{"some":"json"} and more', []],
  ["{", '{"name":"say"} and more', '{"name":"say"} and more', []],
  ["{", '{"name":"s', '{"name":"s', []],
  ["{", '{"name":"say","parameters":{}} bye', "", [["say", {}]]],
  [
    "[",
    '[{"name":"say","arguments":{}},{"name":"get","arguments":{}}]',
    "",
    [
      ["say", {}],
      ["get", {}],
    ],
  ],
  ["{", '{"name":"say","parameters":{"a":"}"}}', "", [["say", { a: "}" }]]],
  ["[", '[{"name":"say","arguments":{"a":"]\\"]"}}]', "", [["say", { a: ']"]' }]]],
  ["[", "[1, 2] is a list", "[1, 2] is a list", []],
];

describe.each(table)("with %s: %s", (marker, text, content, calls) => {
  test.each<[string, string[]]>([
    ["whole", [text]],
    ["by character", [...text]],
  ])("%s", (_, pieces) => {
    expect(read(pieces, marker)).toMatchObject({ content, calls });
  });
});

test("calls have ids and are counted from 0", () => {
  const one = '<tool_call>{"name":"say","arguments":{}}</tool_call>';
  const { ids, indexes } = read([one + one, one], "<tool_call>");
  expect(indexes).toEqual([0, 1, 2]);
  for (const id of ids) expect(id).toMatch(/^call_[a-z0-9]{8}$/);
  expect(new Set(ids).size).toBe(3);
});

test("a call comes with the character that completes it", () => {
  const parser = new ToolCallParser({ marker: "<c>", names, returnsUnread: false });
  const add = (text: string) => parser.add(text).calls.length;
  expect(['<c>{"name":"get', '","arguments":{}', "}", "</c>"].map(add)).toEqual([0, 0, 1, 0]);
});

test("an output without a call that can be read is given back where that is asked for", () => {
  const text = "a <c><function=say></function></c>";
  expect(read([text], "<c>", { returnsUnread: true }).content).toBe(text);
  expect(read(["a <"], "<c>", { returnsUnread: true }).content).toBe("a <");
});

test("tools without a name are never called", () => {
  expect(read(['<c>{"arguments":{}}'], "<c>", { names: [""] }).calls).toEqual([]);
});

const outputs = textInPieces([
  "<c>",
  "{",
  "}",
  "[",
  "]",
  '"',
  "\\",
  '{"name":"say","arguments":{}}',
  '{"a":"}"}',
  "get_",
  "get",
  "say",
  " ",
]);

test("any text in any pieces: the same content and calls as in one", () => {
  fc.assert(
    fc.property(outputs, fc.constantFrom("<c>", "{", "["), fc.boolean(), ({ text, pieces }, marker, returnsUnread) => {
      const { ids: _, ...expected } = read([text], marker, { returnsUnread });
      expect(read(pieces, marker, { returnsUnread })).toMatchObject(expected);
    }),
    { numRuns: 500 },
  );
});

test("any text: the content is a beginning of it, and all of it if it holds no marker or is given back", () => {
  fc.assert(
    fc.property(outputs, ({ text, pieces }) => {
      const { content, calls } = read(pieces, "<c>", { returnsUnread: true });
      expect(text.startsWith(content)).toBe(true);
      if (calls.length === 0) expect(content).toBe(text);
      if (!text.includes("<c>")) expect(calls).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

test("deep nesting and long arguments are read in time", () => {
  const deep = `<c>say {"a":${"[".repeat(50_000)}${"]".repeat(50_000)}}`;
  expect(read([deep], "<c>").calls).toEqual([]);
  const text = "x{}".repeat(10_000);
  const pieces = [...`<c>{"name":"say","arguments":{"text":"${text}"}}`];
  expect(read(pieces, "<c>").calls).toEqual([["say", { text }]]);
});
