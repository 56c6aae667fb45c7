import { describe, expect, test } from "bun:test";
import type { TSchema } from "@sinclair/typebox";
import { TypeCompiler } from "@sinclair/typebox/compiler";
import fc from "fast-check";
import { arbitrary } from "../testing/arbitrary.ts";
import { ChatRequest, CopyRequest, CreateRequest, DeleteRequest, EmbedRequest, GenerateRequest } from "./index.ts";
import { asServerReads } from "./lenient.ts";

const chat = (rest: object) => ({ model: "m", ...rest });

describe("what a server accepts validates once it is read", () => {
  test.each<[string, TSchema, unknown, unknown?]>([
    ["names in any case", CopyRequest, { SOURCE: "a", Destination: "b" }, { source: "a", destination: "b" }],
    [
      "the last of two names",
      CopyRequest,
      { Source: "a", source: "b", destination: "" },
      { source: "b", destination: "" },
    ],
    ["null for absent", GenerateRequest, { model: "m", stream: null, think: null }, { model: "m" }],
    ["a null body", DeleteRequest, null, {}],
    ["the old name of a field", DeleteRequest, { name: "m" }],
    ["an empty message", ChatRequest, chat({ messages: [null] }), chat({ messages: [{}] })],
    ["a message without role", ChatRequest, chat({ messages: [{ content: "x" }] })],
    ["an unknown role in capitals", ChatRequest, chat({ messages: [{ role: "BOSS" }] })],
    ["empty tools", ChatRequest, chat({ tools: [{}, null] }), chat({ tools: [{}, {}] })],
    ["a tool with null parts", ChatRequest, chat({ tools: [{ function: null }] }), chat({ tools: [{}] })],
    [
      "a null parameter",
      ChatRequest,
      chat({
        tools: [{ function: { parameters: { properties: { a: null, b: { anyOf: [null, { type: null }] } } } } }],
      }),
      chat({ tools: [{ function: { parameters: { properties: { a: {}, b: { anyOf: [{}, {}] } } } } }] }),
    ],
    ["null arguments", ChatRequest, chat({ messages: [{ tool_calls: [{ function: { arguments: null } }] }] })],
    [
      "bytes as numbers",
      GenerateRequest,
      { model: "m", images: [[104, null, 105], null] },
      { model: "m", images: ["aABp", ""] },
    ],
    ["a fraction of a token", GenerateRequest, { model: "m", options: { num_ctx: 2.9, seed: -1.5, top_p: 0.5 } }],
    [
      "null and unknown options",
      GenerateRequest,
      { model: "m", options: { num_ctx: null, NUM_CTX: "x", other: null } },
    ],
    ["seconds", GenerateRequest, { model: "m", keep_alive: -0.5 }],
    ["durations", GenerateRequest, { model: "m", keep_alive: "-1h2.5m" }],
    ["a license of any form", CreateRequest, { model: "m", license: ["a", "b"] }],
    ["no input", EmbedRequest, { model: "m", input: null }, { model: "m" }],
  ])("%s", (_, schema, sent, read = undefined) => {
    const body = asServerReads(schema, sent);
    if (read !== undefined) expect(body).toEqual(read);
    expect([...TypeCompiler.Compile(schema).Errors(body)]).toEqual([]);
  });
});

test.each<[string, TSchema, unknown]>([
  ["a list instead of an object", GenerateRequest, []],
  ["content in parts", ChatRequest, chat({ messages: [{ content: [{ type: "text" }] }] })],
  ["a think level in capitals", ChatRequest, chat({ think: "HIGH" })],
  ["a duration without a unit", ChatRequest, chat({ keep_alive: "10" })],
  ["arguments as text", ChatRequest, chat({ messages: [{ tool_calls: [{ function: { arguments: "{}" } }] }] })],
  ["bytes that are none", GenerateRequest, { model: "m", images: [[256]] }],
  ["too many alternatives", GenerateRequest, { model: "m", top_logprobs: 21 }],
])("what it refuses does not: %s", (_, schema, sent) => {
  expect(TypeCompiler.Compile(schema).Check(asServerReads(schema, sent))).toBe(false);
});

test("what a schema generates stays valid, and reading it again changes nothing", () => {
  for (const schema of [ChatRequest, CreateRequest, GenerateRequest]) {
    const check = TypeCompiler.Compile(schema);
    fc.assert(
      fc.property(arbitrary(schema), (body) => {
        const read = asServerReads(schema, body);
        expect(check.Check(read)).toBe(true);
        expect(asServerReads(schema, read)).toEqual(read);
      }),
      { numRuns: 50 },
    );
  }
});
