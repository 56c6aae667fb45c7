import { afterAll, beforeAll, expect, test } from "bun:test";
import { connect, type Socket } from "node:net";
import { readEnvironment } from "../environment.ts";
import type { Handlers, ServerContext } from "./context.ts";
import { type RunningServer, startServer } from "./server.ts";
import { streamResponse } from "./stream.ts";

let server: RunningServer;
let ended = 0;
const handlers = {
  // An answer without an end.
  version: ({ signal }: { signal: AbortSignal }) =>
    streamResponse(signal, async function* () {
      try {
        for (;;) yield { text: "x".repeat(65_536) };
      } finally {
        ended++;
      }
    }),
  show: async () => new Response("shown"),
} as unknown as Handlers;

beforeAll(() => {
  const environment = readEnvironment({ OLLAMA_HOST: "127.0.0.1:0" }, "/nowhere");
  server = startServer({ environment, version: "0" } as ServerContext, handlers, { body: 8, reader: 1 });
});
afterAll(() => server.stop(true));

/** Opens a connection and sends a text. */
function send(text: string): Socket {
  const socket = connect(server.port, "127.0.0.1");
  socket.on("error", () => undefined);
  socket.write(text);
  return socket;
}

const closed = (socket: Socket) => new Promise<boolean>((resolve) => socket.on("close", () => resolve(true)));

test("a client that takes nothing of its answer does not hold it for ever", async () => {
  const socket = send("GET /api/version HTTP/1.1\r\nHost: localhost\r\n\r\n");
  socket.pause();
  for (let turn = 0; turn < 300 && ended === 0; turn++) await Bun.sleep(20);
  expect(ended).toBe(1);
  socket.destroy();
});

test("a client that reads all the time may take as long as it likes", async () => {
  const response = await fetch(`${server.url}/api/version`);
  const start = performance.now();
  let bytes = 0;
  for await (const chunk of response.body!) {
    bytes += chunk.length;
    if (performance.now() - start > 1500) break;
  }
  expect(bytes).toBeGreaterThan(1_000_000);
});

test("a body that comes to a standstill closes its connection; one that only is slow does not", async () => {
  const head = "POST /api/show HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
  const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;
  let isOver = false;
  const standing = closed(send(head + chunk('{"model":'))).then(() => {
    isOver = true;
  });
  const slow = send(head + chunk('{"model":"a"'));
  let answer = "";
  slow.on("data", (data) => {
    answer += data;
  });
  // The slow one goes on until the other is closed, and once more.
  while (!isOver) {
    await Bun.sleep(500);
    slow.write(chunk(" "));
  }
  await standing;
  expect(answer).toBe("");
  slow.write(`${chunk("}")}0\r\n\r\n`);
  while (!answer.includes("shown")) await Bun.sleep(20);
  slow.destroy();
}, 60_000);
