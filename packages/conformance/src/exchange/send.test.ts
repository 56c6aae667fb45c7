import { afterEach, describe, expect, test } from "bun:test";
import { createServer, type Server, type Socket } from "node:net";
import type { Exchange } from "./exchange.ts";
import { type SendOptions, send } from "./send.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** Sends a GET to a server that does what `behave` says with each connection. */
async function ask(behave: (socket: Socket) => void, options: Partial<SendOptions> = {}): Promise<Exchange> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    behave(socket);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const endpoint = { protocol: "http:", hostname: "127.0.0.1", port, basePath: "/base" } as const;
  const request = { method: "GET", path: "/x?y", headers: [["A", "b"]] } as const;
  return send(endpoint, request, { time: 400, bytes: 1 << 20, ...options });
}

const ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";

test("sends the request as it is, and returns the answer", async () => {
  let got = "";
  const exchange = await ask((socket) => {
    socket.on("data", (bytes) => {
      got += String(bytes);
      socket.write(`${ok}hi`);
    });
  });
  expect(got).toMatch(/^GET \/base\/x\?y HTTP\/1.1\r\nHost: 127.0.0.1:\d+\r\nA: b\r\nConnection: close\r\n\r\n$/);
  expect(exchange.failure).toBeUndefined();
  expect(exchange.response).toMatchObject({ status: 200, complete: true });
});

describe("whatever a server does, there is an exchange that tells it", () => {
  test.each<[string, (socket: Socket) => void, string, boolean]>([
    ["garbage", (socket) => socket.write(Buffer.from([0, 255, 13, 10, 200, 7])), "malformed", false],
    ["nothing", () => {}, "timeout", false],
    ["a closed connection", (socket) => socket.destroy(), "closed", false],
    ["half an answer", (socket) => socket.end(`${ok}h`), "closed", true],
    ["a slow drip", (socket) => drip(socket, 50, "x"), "timeout", true],
    ["an endless stream", (socket) => drip(socket, 0, "x".repeat(100_000)), "too large", true],
    [
      "an endless head",
      (socket) => drip(socket, 0, "A: b\r\n".repeat(10_000), "HTTP/1.1 200 OK\r\n"),
      "malformed",
      false,
    ],
  ])("%s", async (_, behave, kind, headed) => {
    const exchange = await ask(behave);
    expect(exchange.failure?.kind as string).toBe(kind);
    expect(exchange.response !== undefined).toBe(headed);
    expect(exchange.duration).toBeLessThan(3000);
  });

  test("no server at all", async () => {
    const endpoint = { protocol: "http:", hostname: "127.0.0.1", port: 1, basePath: "" } as const;
    const exchange = await send(endpoint, { method: "GET", path: "/", headers: [] }, { time: 1000, bytes: 1000 });
    expect(exchange.failure?.kind).toBe("refused");
  });

  test("the client leaves when it has seen enough, or is told to", async () => {
    const left = await ask((socket) => drip(socket, 5, "x"), { until: (parts) => parts.length > 2 });
    expect(left.failure?.kind).toBe("stopped");
    const stopped = await ask(() => {}, { signal: AbortSignal.timeout(20) });
    expect(stopped.failure?.kind).toBe("stopped");
  });
});

/** Writes `text` every `pause` milliseconds until the client goes. */
function drip(socket: Socket, pause: number, text: string, head = "HTTP/1.1 200 OK\r\n\r\n"): void {
  socket.write(head);
  const timer = setInterval(() => socket.write(text), pause);
  socket.on("close", () => clearInterval(timer));
}
