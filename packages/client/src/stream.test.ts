import { describe, expect, test } from "bun:test";
import {
  ConnectionError,
  IncompleteStreamError,
  MalformedResponseError,
  Ollama,
  OllamaError,
  ResponseError,
} from "./index.ts";
import {
  ndjson,
  type SeenRequest,
  startRawServer,
  startScriptedServer,
  streamOfPieces,
} from "./testing/scripted-server.ts";

const at = { model: "m", created_at: "2026-01-01T00:00:00Z" };
const chunk = (content: string) => ({ ...at, message: { role: "assistant", content }, done: false });
const final = { ...chunk(""), done: true, done_reason: "stop" };
const request = { model: "m", messages: [{ role: "user", content: "x" }], stream: true as const };
const encode = (text: string) => new TextEncoder().encode(text);

/** Frames until the stream ends or fails, and the error that it fails with. */
async function collect(host: string, options?: { signal: AbortSignal }) {
  const frames: object[] = [];
  try {
    for await (const frame of await new Ollama({ host }).chat(request, options)) frames.push(frame);
  } catch (error) {
    return { frames, error };
  }
  return { frames, error: undefined };
}

const serve = (body: string) => startScriptedServer(() => new Response(body));
const raw = (head: string, ...pieces: string[]) => startRawServer([`HTTP/1.1 200 OK\r\n${head}\r\n`, ...pieces], 5);

describe("a stream", () => {
  test("gives its frames up to the last", async () => {
    using server = serve(ndjson(chunk("a"), chunk("b"), final));
    expect(await collect(server.url)).toEqual({ frames: [chunk("a"), chunk("b"), final], error: undefined });
    expect(server.seen[0]!.json).toEqual(request);
    expect(server.seen[0]!.headers.get("accept")).toBe("application/x-ndjson");
  });

  test("needs no line end at its end, and what follows the last frame is of no interest", async () => {
    using bare = serve(ndjson(chunk("a")) + JSON.stringify(final));
    expect(await collect(bare.url)).toEqual({ frames: [chunk("a"), final], error: undefined });
    using more = serve(`${ndjson(final)}garbage\n`);
    expect(await collect(more.url)).toEqual({ frames: [final], error: undefined });
  });

  test("that drips byte by byte is read as well", async () => {
    const bytes = encode(ndjson(chunk("🦙 é"), final));
    using server = startScriptedServer(
      () => new Response(streamOfPieces(Array.from(bytes, (_, i) => bytes.slice(i, i + 1)))),
    );
    expect(await collect(server.url)).toEqual({ frames: [chunk("🦙 é"), final], error: undefined });
  });

  test("ends although the server keeps the connection open", async () => {
    using server = startScriptedServer(
      () =>
        new Response(
          new ReadableStream({
            start: (controller) => controller.enqueue(encode(ndjson(final))),
          }),
        ),
    );
    expect(await collect(server.url)).toEqual({ frames: [final], error: undefined });
  });

  test("of one frame may show the prompt", async () => {
    const shown = { ...chunk(""), _debug_info: { rendered_template: "x" } };
    using server = serve(ndjson(shown));
    expect(await collect(server.url)).toEqual({ frames: [shown], error: undefined });
  });

  test.each<[string, string, new (...args: never[]) => Error, object]>([
    [
      "an error line",
      ndjson(chunk("a"), { error: "out of memory" }),
      ResponseError,
      { error: "out of memory", status_code: 200, body: { error: "out of memory" } },
    ],
    [
      "a remote model's error",
      ndjson(chunk("a"), { StatusCode: 429, Status: "", error: "slow" }),
      ResponseError,
      { error: "slow", status_code: 429 },
    ],
    ["no last frame", ndjson(chunk("a")), IncompleteStreamError, { status: 200 }],
    [
      "half a frame at its end",
      `${ndjson(chunk("a"))}{"model":"m","mess`,
      MalformedResponseError,
      { text: '{"model":"m","mess' },
    ],
    [
      "a line that is not JSON",
      `${ndjson(chunk("a"))}oops\n${ndjson(final)}`,
      MalformedResponseError,
      { text: "oops" },
    ],
    [
      "a line that is no object",
      `${ndjson(chunk("a"))}null\n${ndjson(final)}`,
      MalformedResponseError,
      { text: "null" },
    ],
  ])("with %s is an error after the frames before it", async (_, body, type, fields) => {
    using server = serve(body);
    const { frames, error } = await collect(server.url);
    expect(frames).toEqual([chunk("a")]);
    expect(error).toBeInstanceOf(type);
    expect(error).toBeInstanceOf(OllamaError);
    expect(error).toMatchObject(fields);
  });

  test("whose connection closes too soon is an error", async () => {
    const line = ndjson(chunk("a"));
    const size = line.length.toString(16);
    using chunked = raw("Transfer-Encoding: chunked\r\n", `${size}\r\n${line}\r\n`, "ff\r\n{");
    using counted = raw("Content-Length: 5000\r\n", line);
    for (const server of [chunked, counted]) {
      const { error } = await collect(server.url);
      // Bun gives no error for the first: to it, the stream has ended.
      expect(
        [ConnectionError, IncompleteStreamError, MalformedResponseError].some((type) => error instanceof type),
      ).toBe(true);
    }
    using silent = startRawServer([""]);
    expect((await collect(silent.url)).error).toBeInstanceOf(ConnectionError);
  });
});

describe("leaving a stream", () => {
  /** Says one thing, then no more; tells when the client has left. */
  const endless = () => {
    const left = Promise.withResolvers<void>();
    const server = startScriptedServer(({ signal }: SeenRequest) => {
      signal.addEventListener("abort", () => left.resolve());
      return new Response(
        new ReadableStream({
          start: (controller) => controller.enqueue(encode(ndjson(chunk("a")))),
          cancel: () => left.resolve(),
        }),
      );
    });
    return { server, left: left.promise };
  };

  test("by break ends the request", async () => {
    const { server, left } = endless();
    using _server = server;
    for await (const frame of await new Ollama({ host: server.url }).chat(request)) {
      expect(frame).toEqual(chunk("a"));
      break;
    }
    await left;
  });

  test.each<[string, (client: Ollama, answer: { abort(): void }, controller: AbortController) => void]>([
    ["its own abort", (_, answer) => answer.abort()],
    ["the client's abort", (client) => client.abort()],
    ["a signal", (_, __, controller) => controller.abort()],
  ])("by %s throws an AbortError at its reader and ends the request", async (_, abort) => {
    const { server, left } = endless();
    using _server = server;
    const client = new Ollama({ host: server.url });
    const controller = new AbortController();
    const answer = await client.chat(request, { signal: controller.signal });
    const frames = answer[Symbol.asyncIterator]();
    expect(await frames.next()).toEqual({ done: false, value: chunk("a") } as never);
    const next = frames.next();
    setTimeout(() => abort(client, answer, controller), 10);
    await expect(next).rejects.toHaveProperty("name", "AbortError");
    await left;
    expect((await frames.next()).done).toBe(true);
  });

  test("before it is read, and before it was answered", async () => {
    const { server, left } = endless();
    using _server = server;
    const client = new Ollama({ host: server.url });
    const unread = await client.chat(request);
    unread.abort();
    await left;
    await expect(Array.fromAsync(unread)).rejects.toHaveProperty("name", "AbortError");
    using silent = startScriptedServer(() => Promise.withResolvers<Response>().promise);
    const other = new Ollama({ host: silent.url });
    const waiting = other.chat(request);
    while (silent.seen.length === 0) await Bun.sleep(5);
    other.abort();
    await expect(waiting).rejects.toHaveProperty("name", "AbortError");
  });

  test("by `await using` ends the request", async () => {
    const { server, left } = endless();
    using _server = server;
    {
      await using _answer = await new Ollama({ host: server.url }).chat(request);
    }
    await left;
  });

  test("with a reason of its own gives that reason, also if fetch does not heed its signal", async () => {
    const body = () => new ReadableStream({ start: (controller) => controller.enqueue(encode(ndjson(chunk("a")))) });
    const client = new Ollama({ fetch: async () => new Response(body()) });
    const controller = new AbortController();
    const frames = (await client.chat(request, { signal: controller.signal }))[Symbol.asyncIterator]();
    await frames.next();
    const next = frames.next();
    controller.abort(new Error("enough"));
    await expect(next).rejects.toThrow("enough");
  });
});

test("a stream can be read once", async () => {
  using server = serve(ndjson(final));
  const answer = await new Ollama({ host: server.url }).chat(request);
  expect(await Array.fromAsync(answer)).toHaveLength(1);
  await expect(Array.fromAsync(answer)).rejects.toThrow("read before");
});

test("nothing is asked of the server before a frame is wanted, beyond what is on its way", async () => {
  let sent = 0;
  const line = encode(ndjson(chunk("x".repeat(100_000))));
  using server = startScriptedServer(
    () =>
      new Response(
        new ReadableStream({
          async pull(controller) {
            sent++;
            controller.enqueue(line);
            // Lets the server write, so that a full socket is noticed.
            await Bun.sleep(1);
          },
        }),
      ),
  );
  const answer = await new Ollama({ host: server.url }).chat(request);
  const frames = answer[Symbol.asyncIterator]();
  for (let i = 0; i < 3; i++) await frames.next();
  await Bun.sleep(300);
  const before = sent;
  await Bun.sleep(100);
  // 100 kB per frame; sockets hold some megabytes.
  expect(sent).toBeLessThan(250);
  expect(before).toBeGreaterThan(2);
  await frames.return();
});

test("connections are used again after a stream that was read to its end", async () => {
  const ports = new Set<number>();
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch(incoming, self) {
      ports.add(self.requestIP(incoming)!.port);
      return new Response(ndjson(chunk("a"), final));
    },
  });
  const client = new Ollama({ host: server.url.href });
  for (let i = 0; i < 5; i++) for await (const frame of await client.chat(request)) expect(frame.model).toBe("m");
  await server.stop(true);
  expect(ports.size).toBeLessThan(5);
});
