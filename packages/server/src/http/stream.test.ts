import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Produce } from "./client-bound.ts";
import { ApiError, errorResponse } from "./error.ts";
import { progressResponse } from "./progress.ts";
import { readBroken } from "./read-broken.ts";
import { mergedResponse, streamResponse } from "./stream.ts";

interface Step {
  readonly text: string;
}

/** What the server does with the next request. */
let produce: Produce<Step>;
let stream = true;
let server: Bun.Server<undefined>;
beforeAll(() => {
  server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: async (request) => {
      try {
        if (stream) return await streamResponse(request.signal, produce);
        return await mergedResponse(request.signal, produce, (steps) => ({ all: steps.map((step) => step.text) }));
      } catch (error) {
        return errorResponse(error);
      }
    },
  });
});
afterAll(() => server.stop(true));

function ask(producer: Produce<Step>, options: { stream?: boolean; signal?: AbortSignal } = {}): Promise<Response> {
  produce = producer;
  stream = options.stream ?? true;
  return fetch(server.url, { signal: options.signal ?? null });
}

describe("a stream", () => {
  test("has a line per event", async () => {
    const response = await ask(async function* () {
      yield { text: "<a>" };
      yield { text: "b" };
    });
    expect(response.headers.get("content-type")).toBe("application/x-ndjson");
    expect(response.headers.get("content-length")).toBeNull();
    expect(await response.text()).toBe('{"text":"\\u003ca\\u003e"}\n{"text":"b"}\n');
  });

  test("sends each event as it comes", async () => {
    const { promise: read, resolve: go } = Promise.withResolvers<void>();
    const response = await ask(async function* () {
      yield { text: "a" };
      await read;
      yield { text: "b" };
    });
    const reader = response.body!.getReader();
    expect(new TextDecoder().decode((await reader.read()).value)).toBe('{"text":"a"}\n');
    go();
    expect(new TextDecoder().decode((await reader.read()).value)).toBe('{"text":"b"}\n');
    expect((await reader.read()).done).toBe(true);
  });

  test("that fails at once has the error's status and no newline", async () => {
    // biome-ignore lint/correctness/useYield: it fails before its first event
    const response = await ask(async function* () {
      throw new ApiError(418, "no & never");
    });
    expect(response.status).toBe(418);
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(response.headers.get("content-length")).toBeNull();
    expect(await response.text()).toBe('{"error":"no \\u0026 never"}');
  });

  test("that fails later ends with a line that says why, and breaks off: no client takes it for a whole answer", async () => {
    const response = await ask(async function* () {
      yield { text: "a" };
      throw new ApiError(418, "over");
    });
    expect(response.status).toBe(200);
    const read = await readBroken(response);
    expect(read).toEqual({ text: '{"text":"a"}\n{"error":"over"}\n', isWhole: false });
  });

  test("of steps that fails later ends well", async () => {
    const client = new AbortController().signal;
    const response = await progressResponse(client, true, async function* () {
      yield { status: "working" };
      throw new ApiError(418, "over");
    });
    expect(await response.text()).toBe('{"status":"working"}\n{"error":"over"}\n');
  });

  test("without events is empty", async () => {
    const response = await ask(async function* () {});
    expect([response.status, await response.text()]).toEqual([200, ""]);
  });
});

describe("one answer", () => {
  test("merges the events", async () => {
    const response = await ask(
      async function* () {
        yield { text: "a" };
        yield { text: "b" };
      },
      { stream: false },
    );
    expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(await response.text()).toBe('{"all":["a","b"]}');
  });

  test("is an error whenever the events fail", async () => {
    const response = await ask(
      async function* () {
        yield { text: "a" };
        throw new ApiError(400, "over");
      },
      { stream: false },
    );
    expect([response.status, await response.text()]).toEqual([400, '{"error":"over"}']);
  });
});

describe.each([true, false])("a client that leaves (stream: %p)", (streams) => {
  test("aborts the signal at once, though the producer is waiting, and ends the iteration", async () => {
    const client = new AbortController();
    const { promise: aborted, resolve: noteAbort } = Promise.withResolvers<void>();
    const { promise: ended, resolve: noteEnd } = Promise.withResolvers<void>();
    const { promise: running, resolve: noteStart } = Promise.withResolvers<void>();
    const response = ask(
      async function* (signal) {
        signal.addEventListener("abort", () => noteAbort());
        try {
          yield { text: "a" };
          noteStart();
          // A step that ends only when it is told to.
          await aborted;
          yield { text: "b" };
        } finally {
          noteEnd();
        }
      },
      { stream: streams, signal: client.signal },
    );
    response.catch(() => undefined);
    if (streams) await (await response).body!.getReader().read();
    await running;
    client.abort();
    await aborted;
    await ended;
  });
});
