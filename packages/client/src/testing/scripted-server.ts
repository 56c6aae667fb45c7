/** Servers for tests that answer what they are told, on a free port of this machine. */

/** What a scripted server was asked. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: Uint8Array<ArrayBuffer>;
  /** The body as JSON; `undefined` if it is none. */
  readonly json: unknown;
  /** Aborted when the client leaves before the answer is complete. */
  readonly signal: AbortSignal;
}

export interface ScriptedServer extends Disposable {
  readonly url: string;
  readonly seen: readonly SeenRequest[];
}

/** Answers each request with what `answer` says. */
export function startScriptedServer(answer: (request: SeenRequest) => Response | Promise<Response>): ScriptedServer {
  const seen: SeenRequest[] = [];
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    idleTimeout: 30,
    async fetch(request) {
      const body = new Uint8Array(await request.arrayBuffer());
      const { pathname, search } = new URL(request.url);
      const { method, headers, signal } = request;
      const entry = { method, path: pathname + search, headers, body, json: parse(body), signal };
      seen.push(entry);
      return answer(entry);
    },
  });
  return { url: server.url.href.slice(0, -1), seen, [Symbol.dispose]: () => void server.stop(true) };
}

function parse(body: Uint8Array<ArrayBuffer>): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}

/** Sends raw bytes to whoever connects and asks, with pauses of `pause` ms between the pieces, then closes the socket. */
export function startRawServer(pieces: readonly string[], pause = 0): ScriptedServer {
  const server = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      async data(socket) {
        for (const piece of pieces) {
          socket.write(piece);
          socket.flush();
          await Bun.sleep(pause);
        }
        socket.end();
      },
    },
  });
  return { url: `http://127.0.0.1:${server.port}`, seen: [], [Symbol.dispose]: () => server.stop(true) };
}

/** A stream of the pieces as they are, pulled one at a time. */
export function streamOfPieces(pieces: readonly Uint8Array[], onCancel?: () => void): ReadableStream<Uint8Array> {
  const left = pieces.values();
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const { value, done } = left.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel() {
        onCancel?.();
      },
    },
    { highWaterMark: 0 },
  );
}

/** NDJSON of the values. */
export function ndjson(...values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join("");
}
