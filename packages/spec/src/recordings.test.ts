import { describe, expect, test } from "bun:test";
import type { TSchema } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { asServerReads } from "./native/index.ts";
import { type Method, type Operation, operations } from "./operations/index.ts";
import { type Exchange, exchanges, recordingsAbsent } from "./testing/recordings.ts";

function operationOf({ request: { method, path } }: Exchange): Operation | undefined {
  return Object.values<Operation>(operations).find(
    (operation) =>
      operation.methods.includes(method as Method) &&
      new RegExp(`^${operation.path.replaceAll(/:\w+/g, "[^/]+")}$`).test(path),
  );
}

function expectValid(schema: TSchema, value: unknown): void {
  expect({ value, errors: [...Value.Errors(schema, value)] }).toEqual({ value, errors: [] });
}

/** Frames of a stream, without what ends a stream of server-sent events. */
function framesOf({ stream, terminator }: Operation, body: string): unknown[] {
  const lines = body.split("\n").filter((line) => line !== "");
  const texts =
    stream === "ndjson"
      ? lines
      : lines.filter((line) => line.startsWith("data: ")).map((line) => line.slice("data: ".length));
  return texts.filter((text) => text !== terminator).map((text): unknown => JSON.parse(text));
}

function expectFrames(operation: Operation, frames: readonly unknown[]): void {
  const last = frames.at(-1);
  for (const frame of frames.slice(0, -1)) expectValid(operation.chunk!, frame);
  const failed = operation.errorFrame !== undefined && Value.Check(operation.errorFrame, last);
  expectValid(failed ? operation.errorFrame! : operation.final!, last);
}

function isStream({ response: { headers } }: Exchange): boolean {
  return /x-ndjson|event-stream/.test(headers["content-type"] ?? "");
}

/** The JSON value of a request that was accepted; undefined if it has none. */
function acceptedBody({ request: { body }, response: { status } }: Exchange): unknown {
  if (status >= 300 || body === undefined) return undefined;
  return typeof body === "string" ? JSON.parse(body) : body;
}

const routed = exchanges.filter((exchange) => operationOf(exchange) !== undefined);
const unrouted = exchanges.filter((exchange) => operationOf(exchange) === undefined);

describe.skipIf(recordingsAbsent)("recordings of a real server (skipped if they are absent)", () => {
  test("are all here", () => {
    expect(exchanges).toHaveLength(102);
  });

  test.each(routed.map((exchange) => [exchange.id, exchange] as const))("%s: the answer", (_, exchange) => {
    const operation = operationOf(exchange)!;
    const { status, body } = exchange.response;
    // The checks of host and origin come before every operation.
    if (status === 403 && body === "") return;
    const schema = operation.responses[status];
    expect({ status, isKnown: schema !== undefined }).toEqual({ status, isKnown: true });
    if (isStream(exchange)) expectFrames(operation, framesOf(operation, body));
    else if (exchange.request.method === "HEAD" || schema === "empty") expect(body).toBe("");
    else if (typeof schema === "object") expectValid(schema, JSON.parse(body));
    else expect(body).toBe("Ollama is running");
  });

  const accepted = routed.filter((exchange) => acceptedBody(exchange) !== undefined);
  test.each(accepted.map((exchange) => [exchange.id, exchange] as const))("%s: the request", (_, exchange) => {
    const { request } = operationOf(exchange)!;
    expectValid(request!, asServerReads(request!, acceptedBody(exchange)));
  });

  test.each(unrouted.map((exchange) => [exchange.id, exchange] as const))(
    "%s: no operation, so no answer of one",
    (_, { response: { status, body } }) => {
      const texts: Record<number, string> = { 404: "404 page not found", 405: "405 method not allowed" };
      // Redirects, and the answers to preflights, have statuses of their own.
      expect([204, 301, 307, 403, 404, 405]).toContain(status);
      expect(body).toBe(texts[status] ?? (status === 301 ? body : ""));
    },
  );
});
