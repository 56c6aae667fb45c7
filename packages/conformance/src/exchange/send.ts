import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { BodyPart, Exchange, HttpRequest, HttpResponse, TransportFailure } from "./exchange.ts";
import { concatenate, MalformedResponse, ResponseParser } from "./response-parser.ts";

/** Where requests go. */
export interface Endpoint {
  readonly protocol: "http:" | "https:";
  readonly hostname: string;
  readonly port: number;
  /** Put before every path, without a slash at its end. */
  readonly basePath: string;
}

/** Bounds that every exchange keeps, whatever the server does. */
export interface Limits {
  /** Milliseconds for the whole exchange. */
  readonly time: number;
  /** Bytes of an answer. */
  readonly bytes: number;
}

export interface SendOptions extends Limits {
  /** Ends the exchange. */
  readonly signal?: AbortSignal;
  /** Called with the body so far after each part; true closes the connection, as a client that leaves. */
  readonly until?: (parts: readonly BodyPart[]) => boolean;
}

/** Most parts of a body that are told apart among bytes that arrived together. */
const MANY = 256;

/** Parts that are kept of an answer that is too large. */
const KEPT = 64;

const runStopped: TransportFailure = { kind: "stopped", message: "the run was stopped" };

/** Milliseconds to wait for a body that must not be there. */
const LINGER = 50;

/**
 * Sends one request over a connection of its own and takes down the answer byte by byte. Never throws: what goes wrong
 * is in the exchange. Sockets rather than an HTTP client, because a client hides what a suite has to see.
 */
export async function send(endpoint: Endpoint, request: HttpRequest, options: SendOptions): Promise<Exchange> {
  if (options.signal?.aborted) {
    // Not at once: what tries again and again must not keep everything else waiting.
    await new Promise((resolve) => setImmediate(resolve));
    return { request, failure: runStopped, leftover: false, duration: 0 };
  }
  const begun = performance.now();
  const elapsed = () => performance.now() - begun;
  const parser = new ResponseParser(request.method);
  const parts: BodyPart[] = [];
  const linger = request.method === "HEAD";
  let received = 0;
  return new Promise((resolve) => {
    const socket = open(endpoint);
    const finish = (failure?: TransportFailure) => {
      clearTimeout(timer);
      options.signal?.removeEventListener("abort", stopped);
      socket.destroy();
      const response: HttpResponse | undefined = parser.hasHead
        ? { status: parser.status, headers: parser.headers, parts, complete: failure === undefined }
        : undefined;
      resolve({ request, response, failure, leftover: parser.leftover, duration: elapsed() });
    };
    const stopped = () => finish(runStopped);
    const timer = setTimeout(
      () => finish({ kind: "timeout", message: `no complete answer within ${options.time / 1000} s` }),
      options.time,
    );
    options.signal?.addEventListener("abort", stopped);

    socket.on("error", (error: NodeJS.ErrnoException) => {
      const refused = error.code === "ECONNREFUSED" || error.code === "ENOTFOUND" || error.code === "EAI_AGAIN";
      finish({ kind: refused ? "refused" : "closed", message: error.message });
    });
    socket.on("end", () => ended());
    socket.on("close", () => ended());
    const ended = () => {
      if (parser.end()) finish();
      else finish({ kind: "closed", message: "the connection was closed before the answer was complete" });
    };
    socket.on("data", (bytes: Uint8Array) => {
      received += bytes.length;
      try {
        const added = parser.add(bytes);
        // Tiny chunks by the thousand would cost far more to keep apart than they hold.
        const arrived = added.length > MANY ? [concatenate(added)] : added;
        for (const part of arrived) parts.push({ bytes: part, at: elapsed() });
      } catch (error) {
        if (!(error instanceof MalformedResponse)) throw error;
        return finish({ kind: "malformed", message: error.message });
      }
      if (parser.done && !linger) return finish();
      if (parser.done) {
        // What comes now does not belong to the answer.
        if (parser.leftover) return finish();
        setTimeout(finish, LINGER);
        return;
      }
      if (received > options.bytes) {
        // Nobody reads on; the beginning is enough to show.
        parts.splice(KEPT);
        return finish({ kind: "too large", message: `the answer is longer than ${options.bytes} bytes` });
      }
      if (options.until?.(parts)) finish({ kind: "stopped", message: "the client closed the connection on purpose" });
    });
    socket.write(encode(endpoint, request));
  });
}

function open({ protocol, hostname, port }: Endpoint): Socket {
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  return protocol === "https:" ? connectTls({ host, port, servername: host }) : connect({ host, port });
}

function encode(endpoint: Endpoint, { method, path, headers, body }: HttpRequest): Uint8Array {
  const has = (name: string) => headers.some(([key]) => key.toLowerCase() === name);
  const standard = endpoint.port === (endpoint.protocol === "https:" ? 443 : 80);
  const all = [...headers];
  if (!has("host")) all.unshift(["Host", standard ? endpoint.hostname : `${endpoint.hostname}:${endpoint.port}`]);
  if (!has("connection")) all.push(["Connection", "close"]);
  const counted = body !== undefined || method === "POST" || method === "PUT";
  if (counted && !has("content-length") && !has("transfer-encoding")) {
    all.push(["Content-Length", String(body?.length ?? 0)]);
  }
  const lines = [`${method} ${endpoint.basePath}${path} HTTP/1.1`, ...all.map(([name, value]) => `${name}: ${value}`)];
  const head = new TextEncoder().encode(`${lines.join("\r\n")}\r\n\r\n`);
  return body === undefined ? head : concatenate([head, body]);
}
