import { describe, expect, test } from "bun:test";
import type { TSchema } from "@sinclair/typebox";
import { TypeCompiler } from "@sinclair/typebox/compiler";
import { ChatRequest, ChatResponse, GenerateResponse, ListResponse, ShowRequest } from "../index.ts";
import { type Operation, type OperationId, operations } from "./index.ts";

const ids = Object.keys(operations) as OperationId[];
const all: [string, Operation][] = ids.map((id) => [id, operations[id]]);

test("no two operations answer the same method and path", () => {
  const pairs = all.flatMap(([, { methods, path }]) => methods.map((method) => `${method} ${path}`));
  expect(new Set(pairs).size).toBe(pairs.length);
});

describe.each(all)("%s", (_, operation) => {
  test("answers something on success, and streams what it says", () => {
    expect(Object.keys(operation.responses).some((status) => status.startsWith("2"))).toBe(true);
    expect(operation.chunk !== undefined && operation.final !== undefined).toBe(operation.stream !== "none");
  });

  test("reads a body only where its method has one", () => {
    const readsBody = operation.body !== undefined;
    expect(readsBody).toBe(!operation.methods.some((method) => method === "GET" || method === "HEAD"));
  });

  test("has schemas that compile and are plain JSON Schema", () => {
    const bodies = Object.values(operation.responses).filter((body): body is TSchema => typeof body === "object");
    for (const schema of [...bodies, ...(operation.request === undefined ? [] : [operation.request])]) {
      expect(() => TypeCompiler.Compile(schema)).not.toThrow();
      expect(JSON.parse(JSON.stringify(schema))).toMatchObject({ type: "object" });
    }
  });

  test("names the Go type of its request, which error texts show", () => {
    if (operation.request === undefined) return;
    expect(operation.request["x-go-type"]).toMatch(/^api\.[A-Z][A-Za-z]+Request$/);
  });
});

describe("schemas take what a real server and its clients send", () => {
  const examples: [string, TSchema, unknown][] = [
    [
      "a frame of a completion",
      GenerateResponse,
      { model: "m", created_at: "2026-11-22T00:32:05.948628515Z", response: "Hel", done: false },
    ],
    [
      "the last frame of a completion",
      GenerateResponse,
      {
        model: "m",
        created_at: "2026-11-22T00:32:05Z",
        response: "",
        done: true,
        done_reason: "stop",
        context: [91, 85],
        total_duration: 287819168,
        eval_count: 3,
      },
    ],
    [
      "a tool call",
      ChatResponse,
      {
        model: "m",
        created_at: "2026-11-22T00:32:05Z",
        message: {
          role: "assistant",
          content: "",
          tool_calls: [{ id: "call_qc6cupun", function: { index: 0, name: "f", arguments: { city: "Paris" } } }],
        },
        done: false,
      },
    ],
    [
      "a nested tool parameter",
      ChatRequest,
      {
        model: "m",
        messages: [{ role: "user", content: "x" }],
        think: "high",
        keep_alive: "5m",
        format: { type: "object" },
        tools: [
          {
            type: "function",
            function: {
              name: "f",
              parameters: {
                type: "object",
                properties: { a: { anyOf: [{ type: ["string", "null"] }], properties: { b: { type: "integer" } } } },
              },
            },
          },
        ],
      },
    ],
    ["an empty store", ListResponse, { models: [] }],
    ["a question about a model", ShowRequest, { model: "m", verbose: true, options: { temperature: 1, other: "x" } }],
  ];
  test.each(examples)("%s", (_, schema, value) => {
    expect([...TypeCompiler.Compile(schema).Errors(value)]).toEqual([]);
  });

  test.each<[string, TSchema, unknown]>([
    ["a think level in capitals", ChatRequest, { model: "m", think: "HIGH" }],
    ["content in parts", ChatRequest, { model: "m", messages: [{ role: "user", content: [{ type: "text" }] }] }],
    ["arguments as text", ChatResponse, { tool_calls: [{ function: { name: "f", arguments: "{}" } }] }],
    ["no list", ListResponse, { models: null }],
  ])("but not %s", (_, schema, value) => {
    expect(TypeCompiler.Compile(schema).Check(value)).toBe(false);
  });
});
