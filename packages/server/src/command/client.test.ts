import { expect, test } from "bun:test";
import { ApiError, Client, ConnectionError } from "./client.ts";

/** A client of a server that answers every request with `respond`. */
async function withServer(respond: (request: Request) => Response, use: (client: Client) => Promise<void>) {
  const server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: respond });
  try {
    await use(new Client(`http://127.0.0.1:${server.port}`));
  } finally {
    await server.stop(true);
  }
}

async function collect(client: Client, signal?: AbortSignal): Promise<unknown[]> {
  const frames: unknown[] = [];
  for await (const frame of client.stream("POST", "/x", { body: {}, signal })) frames.push(frame);
  return frames;
}

test.each([
  [404, '{"error":"model \'x\' not found"}', "model 'x' not found"],
  [500, '{"error":{"code":1}}', '{"code":1}'],
  [404, "404 page not found", "404 page not found"],
  [502, "", "502 Bad Gateway"],
  [307, "", "307 Temporary Redirect"],
])("status %d with the body %j", async (status, body, message) => {
  await withServer(
    () => new Response(body, { status, statusText: "" }),
    async (client) => {
      const error = await client.json("GET", "/x").catch((reason) => reason);
      expect(error).toBeInstanceOf(ApiError);
      expect(error).toMatchObject({ status, message });
    },
  );
});

test("an answer that is not JSON", async () => {
  await withServer(
    () => new Response("<html>"),
    async (client) => {
      await expect(client.json("GET", "/x")).rejects.toThrow("gave an answer that is not JSON");
      await expect(collect(client)).rejects.toThrow("sent a line that is not JSON");
    },
  );
});

test("an error line ends a stream", async () => {
  await withServer(
    () => new Response('{"a":1}\n{"error":"it broke"}\n{"a":2}\n'),
    async (client) => {
      const frames: unknown[] = [];
      const run = async () => {
        for await (const frame of client.stream("POST", "/x")) frames.push(frame);
      };
      await expect(run()).rejects.toThrow(new ApiError(200, "it broke"));
      expect(frames).toEqual([{ a: 1 }]);
    },
  );
});

test("aborting gives the signal's reason", async () => {
  const stream = () =>
    new ReadableStream({
      async pull(controller) {
        await Bun.sleep(20);
        controller.enqueue(new TextEncoder().encode("{}\n"));
      },
    });
  await withServer(
    () => new Response(stream()),
    async (client) => {
      const reason = new Error("enough");
      await expect(collect(client, AbortSignal.abort(reason))).rejects.toBe(reason);
      const controller = new AbortController();
      setTimeout(() => controller.abort(reason), 100);
      await expect(collect(client, controller.signal)).rejects.toBe(reason);
    },
  );
});

test("nobody listens", async () => {
  await expect(new Client("http://127.0.0.1:1").probe()).rejects.toThrow(
    new ConnectionError("could not connect to cria server, run 'cria serve' to start it"),
  );
});

test("a connection that breaks in mid-answer", async () => {
  using listener = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      data(socket) {
        socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{}\n\r\n");
        setTimeout(() => socket.terminate(), 20);
      },
    },
  });
  const error = await collect(new Client(`http://127.0.0.1:${listener.port}`)).catch((reason) => reason);
  expect(error).toBeInstanceOf(ConnectionError);
  expect(error.message).toStartWith(`lost the connection to http://127.0.0.1:${listener.port}`);
});
