import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import type { Endpoint } from "../exchange/send.ts";

/** Sends what it likes when a request has come. */
export type Behaviour = (socket: Socket, request: string) => void;

/** A server on loopback that speaks HTTP as badly as it is told to. */
export async function startHostile(behaviour: Behaviour): Promise<{ readonly endpoint: Endpoint } & AsyncDisposable> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    // Clients that have seen enough leave in the middle.
    socket.on("error", () => {});
    socket.once("data", (bytes) => behaviour(socket, bytes.toString("latin1")));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: { protocol: "http:", hostname: "127.0.0.1", port, basePath: "" },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** Writes a text again and again until the client leaves. */
export function forever(socket: Socket, text: string): void {
  const write = () => {
    while (!socket.destroyed && socket.write(text));
  };
  socket.on("drain", write);
  write();
}

/** Writes a byte of a text every few milliseconds. */
export function drip(socket: Socket, text: string): void {
  let at = 0;
  const timer = setInterval(() => socket.write(text[at++ % text.length]!), 4);
  socket.on("close", () => clearInterval(timer));
}
