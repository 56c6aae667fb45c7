import { describe, expect, test } from "bun:test";
import { Kind, type TSchema } from "@sinclair/typebox";
import { TypeCompiler } from "@sinclair/typebox/compiler";
import fc from "fast-check";
import {
  ChatChunk,
  ChatFinal,
  ChatRequest,
  ChatResponse,
  GenerateResponse,
  ListResponse,
  ProgressResponse,
  ShowRequest,
} from "../index.ts";
import { arbitrary } from "../testing/arbitrary.ts";
import { subschemas } from "../testing/subschemas.ts";
import { type Operation, type OperationId, operations } from "./index.ts";

const ids = Object.keys(operations) as OperationId[];
const all: [string, Operation][] = ids.map((id) => [id, operations[id]]);

test("no two operations answer the same method and path", () => {
  const pairs = all.flatMap(([, { methods, path }]) => methods.map((method) => `${method} ${path}`));
  expect(new Set(pairs).size).toBe(pairs.length);
});

/** The schemas of an operation's bodies and frames. */
function schemasOf({ request, responses, chunk, final, errorFrame }: Operation): TSchema[] {
  return [request, ...Object.values(responses), chunk, final, errorFrame].filter((body) => typeof body === "object");
}

describe.each(all)("%s", (_, operation) => {
  test("is of a release of Ollama, or beyond it", () => {
    expect(operation.introducedIn === undefined).toBe(operation.beyondOllama === true);
  });

  test("answers something on success, and streams what it says", () => {
    expect(Object.keys(operation.responses).some((status) => status.startsWith("2"))).toBe(true);
    expect(operation.chunk !== undefined && operation.final !== undefined).toBe(operation.stream !== "none");
  });

  test("describes the parameters of its path", () => {
    const { path, pathParameters = {} } = operation;
    expect(Array.from(path.matchAll(/:(\w+)/g), ([, name]) => name)).toEqual(Object.keys(pathParameters));
    for (const parameter of Object.values(pathParameters)) expect(parameter.description).toMatch(/\.$/);
  });

  test("reads a body only where its method has one", () => {
    if (operation.body === undefined) return;
    expect(operation.methods).not.toContainAnyValues(["GET", "HEAD"]);
  });

  test("can answer with an error frame if it streams", () => {
    expect(operation.errorFrame !== undefined).toBe(operation.stream !== "none");
  });

  test("refuses a body that it can't read", () => {
    if (operation.body !== undefined) expect(Object.keys(operation.responses)).toContain("400");
  });

  test("has schemas that compile and are plain JSON Schema", () => {
    for (const schema of schemasOf(operation)) {
      expect(() => TypeCompiler.Compile(schema)).not.toThrow();
      const members: TSchema[] = schema.anyOf ?? [schema];
      const types = operation.beyondOllama ? ["object", "array"] : ["object", "null"];
      for (const member of members) expect(types).toContain(JSON.parse(JSON.stringify(member)).type);
    }
  });

  test("says what may stand everywhere", () => {
    for (const schema of schemasOf(operation)) {
      for (const [place, part] of subschemas(schema)) {
        const saysNothing = ["Any", "Unsafe"].includes(part[Kind]) || (part[Kind] === "Unknown" && !part.description);
        expect({ place, saysNothing }).toEqual({ place, saysNothing: false });
      }
    }
  });

  test("says of each object that it answers which fields are always there", () => {
    const { request: _, ...answers } = operation;
    for (const schema of schemasOf(answers)) {
      for (const [place, part] of subschemas(schema)) {
        // Other protocols echo objects whose fields a client may all leave out.
        if (part[Kind] !== "Object" || (place !== "" && operation.protocol !== "native")) continue;
        expect({ place, required: part.required ?? [] }).not.toEqual({ place, required: [] });
      }
    }
  });

  test("names the Go type of its request, which error texts show", () => {
    if (operation.request === undefined) return;
    expect(operation.request["x-go-type"]).toMatch(/^(api|openai|anthropic)\.[A-Z][A-Za-z]+Request$/);
  });
});

const message = { role: "assistant", content: "" };
const chunk = { model: "m", created_at: "2026-11-22T00:32:05Z", message, done: false };
const call = (args: unknown) => ({ function: { index: 0, name: "f", arguments: args } });

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
    ["a frame that is neither", ChatResponse, { ...chunk, done: 1 }],
    ["a chunk with an end", ChatFinal, chunk],
    ["an end as a chunk", ChatChunk, { ...chunk, done: true }],
    ["arguments as text", ChatResponse, { ...chunk, message: { ...message, tool_calls: [call("{}")] } }],
    ["an answer without content", ChatResponse, { ...chunk, message: { role: "assistant" } }],
    ["an unknown end", ChatFinal, { ...chunk, done: true, done_reason: "tired" }],
    ["a step without status", ProgressResponse, { digest: "sha256:1" }],
    ["no list", ListResponse, { models: null }],
  ])("but not %s", (_, schema, value) => {
    expect(TypeCompiler.Compile(schema).Check(value)).toBe(false);
  });
});

test("chunks and final frames exclude each other", () => {
  for (const { chunk, final } of [operations.chat, operations.generate]) {
    const isChunk = TypeCompiler.Compile<TSchema>(chunk);
    const isFinal = TypeCompiler.Compile<TSchema>(final);
    fc.assert(fc.property(arbitrary<TSchema>(chunk), (frame) => isChunk.Check(frame) && !isFinal.Check(frame)));
    fc.assert(fc.property(arbitrary<TSchema>(final), (frame) => isFinal.Check(frame) && !isChunk.Check(frame)));
  }
});
