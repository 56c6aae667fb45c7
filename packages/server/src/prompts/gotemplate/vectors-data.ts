import { marshalJson } from "./functions/json.ts";
import { sprint } from "./printf.ts";
import { type GoObject, GoTyped, type GoValue, goFunc, goStruct } from "./value.ts";

/** The data of every template in `vectors.json`, with the types that it had in Go. */

function message(role: string, content: string, toolCalls: readonly GoValue[]): GoValue {
  const calls = new GoTyped("[]main.Call", toolCalls, { isNil: toolCalls.length === 0 });
  return goStruct(
    "main.Message",
    { Role: role, Content: content, ToolCalls: calls },
    {
      methods: {
        Upper: () => role.toUpperCase(),
        Repeat: goFunc(["int"], (count) => role.repeat(Number(count))),
        Join: goFunc(
          ["string", "string"],
          (separator, ...rest) => role + separator + rest.join(String(separator)),
          true,
        ),
        Fail: () => {
          throw new Error("no such thing");
        },
      },
    },
  );
}

function toolCall(city: GoObject): GoValue {
  const values = new Map(Object.entries(city));
  const args = new GoTyped("main.Args", values, { methods: { String: () => marshalJson(values) } });
  return goStruct("main.Call", {
    ID: "1",
    Function: goStruct("main.Function", { Index: 0n, Name: "get", Arguments: args }),
  });
}

function tools(items: readonly GoValue[], isNil = false): GoValue {
  return new GoTyped("main.Tools", items, {
    isNil,
    methods: { String: () => (isNil ? "null" : marshalJson(items)) },
  });
}

function point(x: bigint, y: bigint): GoValue {
  return goStruct("main.Point", { X: x, Y: y });
}

export const vectorData: GoObject = {
  s: "hello",
  e: "",
  u: "héllo 日本 😀",
  html: `<a href="x">'b' & c</a>`,
  nl: "a\nb\tc\\",
  t: true,
  f: false,
  nil: null,
  i: 42n,
  neg: -7n,
  zero: 0n,
  n: 3.5,
  whole: 3,
  big: 1e21,
  mil: 1000000,
  small: 0.00001,
  byte: new GoTyped("uint8", 65n),
  list: ["a", "b", "c"],
  nums: [1, 2.5, 3],
  mixed: ["x", 1n, 2.5, true, null, ["y"]],
  empty: [],
  nilTools: tools([], true),
  tools: tools([{ name: "f" }]),
  m: { b: 2, a: "one", c: null, d: { e: [1] } },
  em: {},
  point: point(1n, 2n),
  other: point(1n, 3n),
  msg: message("user", "Hi <b>", [toolCall({ city: "Paris", n: 1 })]),
  fn: goFunc(["any", "string"], (x, y) => sprint([x, y]), false, "func(interface {}, string) string"),
  Messages: new GoTyped("[]main.Message", [
    message("system", "Be kind.", []),
    message("user", "Hello", []),
    message("assistant", "", [toolCall({ city: "Paris" })]),
    message("tool", "sunny", []),
  ]),
  Response: "resp",
};
