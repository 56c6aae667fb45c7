import { describe, expect, test } from "bun:test";
import type { TSchema } from "@sinclair/typebox";
import { validationErrors } from "../testing/errors.ts";
import { exchanges, recordingsAbsent } from "../testing/recordings.ts";
import { serverSentEvents } from "../testing/server-sent-events.ts";
import { anthropicOperations } from "./anthropic.ts";
import { openaiOperations } from "./openai.ts";
import type { Operation } from "./operation.ts";

const operations: readonly Operation[] = Object.values({ ...openaiOperations, ...anthropicOperations });

/** Operation that answers a method and a path. */
function operationOf(method: string, path: string): Operation | undefined {
  return operations.find(
    (operation) =>
      (operation.methods as readonly string[]).includes(method) &&
      new RegExp(`^${operation.path.replace(/:\w+/g, "[^/]+")}$`).test(path),
  );
}

describe.skipIf(recordingsAbsent)("recorded exchanges (absent without the recordings)", () => {
  const recorded = exchanges.flatMap((exchange) => {
    const operation = operationOf(exchange.request.method, exchange.request.path);
    return operation === undefined ? [] : [{ ...exchange, operation }];
  });

  test("there are some of every protocol", () => {
    expect(new Set(recorded.map(({ operation }) => operation.protocol))).toEqual(new Set(["openai", "anthropic"]));
    expect(recorded.length).toBeGreaterThanOrEqual(10);
  });

  for (const { id, operation, request, response } of recorded) {
    const streamed = response.headers["content-type"] === "text/event-stream";
    test(`${id} is answered as the schema says`, () => {
      if (response.status === 200 && operation.request !== undefined) {
        expect(validationErrors(operation.request, request.body)).toEqual([]);
      }
      const schema = operation.responses[response.status];
      if (!streamed) {
        expect(typeof schema).toBe("object");
        expect(validationErrors(schema as TSchema, JSON.parse(response.body))).toEqual([]);
        return;
      }
      const events = serverSentEvents(response.body);
      if (operation.terminator !== undefined) expect(events.pop()?.data).toBe(operation.terminator);
      const frames = events.map(({ event, data }) => ({ event, data: JSON.parse(data) }));
      for (const { data } of frames.slice(0, -1)) expect(validationErrors(operation.chunk!, data)).toEqual([]);
      expect(validationErrors(operation.final!, frames.at(-1)!.data)).toEqual([]);
      for (const { event, data } of frames) expect(event).toBe(data.type);
    });
  }
});

describe.each(operations.map((operation) => [operation.path, operation] as const))("%s", (_, operation) => {
  const answers = Object.entries(operation.responses).filter(([, body]) => typeof body === "object");
  const schemas = Object.entries({
    ...Object.fromEntries(answers),
    request: operation.request,
    chunk: operation.chunk,
    final: operation.final,
    errorFrame: operation.errorFrame,
  }).filter((entry): entry is [string, TSchema] => typeof entry[1] === "object");

  test.each(schemas)("%s: nothing is closed", (_, schema) => {
    expect(JSON.stringify(schema)).not.toContain('"additionalProperties":false');
  });

  test("errors have the protocol's form", () => {
    const example = {
      openai: { error: { message: "m", type: "api_error", param: null, code: null } },
      anthropic: { type: "error", error: { type: "api_error", message: "m" }, request_id: "req_0" },
      native: { error: "m" },
    }[operation.protocol];
    const other = { openai: { error: { message: "m" } }, anthropic: { type: "error" }, native: {} }[operation.protocol];
    for (const [status, schema] of answers) {
      if (status === "200") continue;
      expect(validationErrors(schema as TSchema, example)).toEqual([]);
      expect(validationErrors(schema as TSchema, other)).not.toEqual([]);
    }
  });
});

test("native errors leak where a request is refused before it reaches its protocol, and nowhere else", () => {
  const leaks = operations.map((operation) => [
    operation.path,
    Object.keys(operation.responses).filter((status) => {
      const schema = operation.responses[Number(status)];
      return status !== "200" && validationErrors(schema as TSchema, { error: "m" }).length === 0;
    }),
  ]);
  const inference = ["400", "401", "403", "502"];
  expect(Object.fromEntries(leaks)).toEqual({
    "/v1/chat/completions": inference,
    "/v1/completions": inference,
    "/v1/embeddings": inference,
    "/v1/models": [],
    "/v1/models/:model": ["401", "403", "502"],
    "/v1/responses": inference,
    "/v1/audio/transcriptions": [],
    "/v1/messages": inference,
  });
});
