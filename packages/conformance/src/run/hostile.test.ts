import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Check } from "../check/check.ts";
import { checks } from "../checks/index.ts";
import type { Endpoint } from "../exchange/send.ts";
import { startFake } from "../fake/server.ts";
import { Client } from "../target/client.ts";
import { Models } from "../target/models.ts";
import { probe, Unreachable } from "../target/probe.ts";
import type { Target } from "../target/target.ts";
import { corrupted, numbers } from "../testing/corrupt.ts";
import { type Behaviour, drip, forever, startHostile } from "../testing/hostile-server.ts";
import type { CheckResult } from "./result.ts";
import { run } from "./run.ts";

/** Milliseconds that a run may take. */
const LIMIT = 450;

/** Milliseconds that the end may take, on a machine with much to do. */
const SLACK = 2000;

const capabilities = ["completion", "tools", "thinking", "insert", "embedding", "rerank", "vision"];

/** A server that is said to have everything, so that no check is left out. */
function targetAt(endpoint: Endpoint, signal: AbortSignal): Target {
  const client = new Client(endpoint, [], { time: 60, bytes: 1 << 20 }, signal);
  const models = new Models([{ name: "m:latest", size: 1, capabilities }]);
  return { client, declaredVersion: "0.33.0", version: "0.33.0", absent: new Set(), models, memory: new Map() };
}

/** Runs checks until the limit; fails if that is not kept or a check does not stand what comes. */
async function survive(endpoint: Endpoint, order: readonly Check[] = checks, target?: Target): Promise<CheckResult[]> {
  const signal = AbortSignal.timeout(LIMIT);
  const begun = performance.now();
  const settings = { seed: 1, runs: 2, time: 100, checkTime: 150, readOnly: false, signal };
  const results = await run(order, target ?? targetAt(endpoint, signal), settings);
  expect(performance.now() - begun).toBeLessThan(LIMIT + SLACK);
  // The check that the limit ended is in error; no other may be.
  const failed = results.filter(
    ({ verdict, message }) => verdict === "error" && !message?.startsWith("the run was stopped"),
  );
  expect(failed.map(({ id, message }) => `${id}: ${message}`)).toEqual([]);
  return results;
}

const head = (...lines: string[]) => `${["HTTP/1.1 200 OK", ...lines].join("\r\n")}\r\n\r\n`;
const jsonHead = head("Content-Type: application/json", "Connection: close");
const streamHead = head("Content-Type: application/x-ndjson", "Transfer-Encoding: chunked");

const behaviours: Readonly<Record<string, Behaviour>> = {
  "garbage bytes": (socket) => socket.end(Buffer.from(Array.from({ length: 999 }, (_, i) => (i * 197 + 31) % 256))),
  "a closed connection": (socket) => socket.destroy(),
  "a head and then a closed connection": (socket) => socket.end(head("Content-Length: 10")),
  "an endless head": (socket) => forever(socket, "HTTP/1.1 200 OK\r\nX: y\r\n"),
  "interim answers without end": (socket) => forever(socket, "HTTP/1.1 100 Continue\r\n\r\n"),
  "an endless body": (socket) => {
    socket.write(jsonHead);
    forever(socket, '{"a":1}\n'.repeat(1000));
  },
  "a line of a gigabyte": (socket) => {
    socket.write(head("Content-Type: application/x-ndjson", "Content-Length: 1000000000"));
    forever(socket, "x".repeat(65_536));
  },
  "tiny chunks without end": (socket) => {
    socket.write(streamHead);
    forever(socket, "1\r\n{\r\n".repeat(1000));
  },
  "a chunk size without end": (socket) => {
    socket.write(streamHead);
    forever(socket, "0".repeat(1000));
  },
  "a slow drip of head": (socket) => drip(socket, "HTTP/1.1 200 OK\r\nX: "),
  "a slow drip of body": (socket) => {
    socket.write(jsonHead);
    drip(socket, '{"a":1}\n');
  },
  silence: () => {},
  "brackets nested a hundred thousand deep": (socket) => socket.end(`${jsonHead}${'{"a":['.repeat(100_000)}`),
  "nested JSON": (socket) => socket.end(`${jsonHead}${"[".repeat(10_000)}${"]".repeat(10_000)}`),
  "events without end": (socket) => {
    socket.write(head("Content-Type: text/event-stream"));
    forever(socket, "data: {}\n\n".repeat(1000));
  },
  "a redirect to itself": (socket, request) => {
    const [, path = "/"] = request.split(" ");
    socket.end(`HTTP/1.1 307 Temporary Redirect\r\nLocation: ${path}\r\nContent-Length: 0\r\n\r\n`);
  },
};

describe("a run stands", () => {
  test.each(Object.keys(behaviours))("%s", async (name) => {
    await using server = await startHostile(behaviours[name]!);
    const results = await survive(server.endpoint);
    expect(results.filter(({ verdict }) => verdict === "pass").length).toBeLessThan(results.length);
  });

  test("any JSON under any status and headers", async () => {
    const text = fc.string({ unit: "binary-ascii" });
    const token = fc.stringMatching(/^[A-Za-z-]{1,12}$/);
    const status = fc.oneof(fc.constantFrom(200, 400, 404), fc.integer({ min: 100, max: 999 }));
    const type = fc.constantFrom("application/json", "application/x-ndjson", "text/event-stream", "text/plain", "");
    const answer = fc.record({
      status,
      type,
      name: token,
      value: text,
      body: fc.jsonValue({ maxDepth: 4 }),
      lines: fc.nat(3),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(answer, { minLength: 20, maxLength: 20 }), async (answers) => {
        let asked = 0;
        await using server = await startHostile((socket) => {
          const { status, type, name, value, body, lines } = answers[asked++ % answers.length]!;
          const line = JSON.stringify(body);
          const framed = type === "text/event-stream" ? `data: ${line}\n\n`.repeat(lines) : `${line}\n`.repeat(lines);
          const header = `${name}: ${value.replaceAll(/[\r\n]/g, "")}`;
          socket.end(
            `HTTP/1.1 ${status} x\r\nContent-Type: ${type}\r\n${header}\r\n\r\n${lines === 0 ? line : framed}`,
          );
        });
        await survive(server.endpoint, shuffled(asked + answers.length));
      }),
      { numRuns: 3, seed: 6, endOnFailure: true },
    );
  });

  test.each([1, 2, 3, 4])("good answers with a fault in each, seed %d", async (seed) => {
    const draw = numbers(seed);
    await using server = await startFake({ answer: (answer) => corrupted(answer, draw) });
    await survive(server.endpoint, shuffled(seed));
  });

  test("good answers with a fault in some, models found by itself", async () => {
    const draw = numbers(7);
    await using server = await startFake({ answer: (answer) => (draw(5) === 0 ? corrupted(answer, draw) : answer) });
    const client = new Client(server.endpoint, [], { time: 200, bytes: 1 << 20 }, AbortSignal.timeout(2 * LIMIT));
    await survive(server.endpoint, shuffled(7), await probe(client));
  });
});

test("a server is found out about within its time, or said to be none", async () => {
  const names = Object.keys(behaviours);
  await Promise.all(
    names.map(async (name) => {
      await using server = await startHostile(behaviours[name]!);
      const client = new Client(server.endpoint, [], { time: 20, bytes: 1 << 16 }, AbortSignal.timeout(2000));
      const target = await probe(client).catch((error: unknown) => error);
      if (target instanceof Error) expect(target).toBeInstanceOf(Unreachable);
    }),
  );
}, 10_000);

/** The checks in an order of the seed's, since a run may not come to the end of them. */
function shuffled(seed: number): Check[] {
  const draw = numbers(seed);
  return checks
    .map((check) => [draw(1 << 30), check] as const)
    .toSorted(([a], [b]) => a - b)
    .map(([, check]) => check);
}
