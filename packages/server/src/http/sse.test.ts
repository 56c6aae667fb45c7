import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Produce } from "./client-bound.ts";
import { ApiError, errorResponse } from "./error.ts";
import { jsonEvent, type ServerSentEvent, sseResponse } from "./sse.ts";

let produce: Produce<ServerSentEvent>;
let server: Bun.Server<undefined>;
beforeAll(() => {
  server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: async (request) => {
      try {
        return await sseResponse(request.signal, produce, {
          headers: { "cache-control": "no-cache" },
          failed: (error) => jsonEvent({ error: String(error) }, "failed"),
        });
      } catch (error) {
        return errorResponse(error);
      }
    },
  });
});
afterAll(() => server.stop(true));

function ask(producer: Produce<ServerSentEvent>, signal?: AbortSignal): Promise<Response> {
  produce = producer;
  return fetch(server.url, { signal: signal ?? null });
}

test("an event has its name, if any, one line of data and a blank line", async () => {
  const response = await ask(async function* () {
    yield jsonEvent({ text: "<a>\n" }, "start");
    yield jsonEvent([1]);
    yield { data: "[DONE]" };
  });
  expect(response.headers.get("content-type")).toBe("text/event-stream");
  expect(response.headers.get("cache-control")).toBe("no-cache");
  expect(await response.text()).toBe(
    'event: start\ndata: {"text":"\\u003ca\\u003e\\n"}\n\ndata: [1]\n\ndata: [DONE]\n\n',
  );
});

test("events are sent as they come", async () => {
  const { promise: read, resolve: go } = Promise.withResolvers<void>();
  const response = await ask(async function* () {
    yield { data: "1" };
    await read;
    yield { data: "2" };
  });
  const reader = response.body!.getReader();
  expect(new TextDecoder().decode((await reader.read()).value)).toBe("data: 1\n\n");
  go();
  expect(new TextDecoder().decode((await reader.read()).value)).toBe("data: 2\n\n");
  expect((await reader.read()).done).toBe(true);
});

test("what fails before the first event is no stream", async () => {
  const response = await ask(async function* () {
    yield* await Promise.reject<ServerSentEvent[]>(new ApiError(418, "no"));
  });
  expect(response.status).toBe(418);
  expect(await response.json()).toEqual({ error: "no" });
});

test("what fails later ends the stream with an event", async () => {
  const response = await ask(async function* () {
    yield { data: "1" };
    throw new ApiError(500, "broken");
  });
  expect(response.status).toBe(200);
  expect(await response.text()).toBe('data: 1\n\nevent: failed\ndata: {"error":"ApiError: broken"}\n\n');
});

test("a client that leaves ends the producer", async () => {
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  const leaving = new AbortController();
  const response = await ask(async function* (signal) {
    signal.addEventListener("abort", () => end());
    yield { data: "1" };
    await new Promise(() => undefined);
  }, leaving.signal);
  await response.body!.getReader().read();
  leaving.abort();
  await ended;
});
