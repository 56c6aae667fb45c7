import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Endpoint } from "../exchange/send.ts";
import type { FakeAnswer } from "./answer.ts";
import { failure } from "./answer.ts";
import { handlers } from "./handlers.ts";
import { respond } from "./http/respond.ts";
import type { FakeRequest, OperationRequest } from "./request.ts";
import { serialize } from "./serialize.ts";
import { FakeState } from "./state.ts";

/** What a mutant changes. */
export interface Mutation {
  readonly request?: (request: OperationRequest, state: FakeState) => OperationRequest;
  readonly answer?: (answer: FakeAnswer, request: FakeRequest, state: FakeState) => FakeAnswer;
  /** Changes the store before the first request. */
  readonly store?: (state: FakeState) => void;
}

export interface FakeServer extends AsyncDisposable {
  readonly endpoint: Endpoint;
  readonly url: string;
}

/**
 * Starts a server that keeps every rule of the specification, with scripted answers in place of a model. It listens on
 * loopback, on a free port.
 */
export async function startFake(mutation: Mutation = {}, state = new FakeState()): Promise<FakeServer> {
  mutation.store?.(state);
  const server = createServer((incoming, outgoing) => {
    answer(incoming, state, mutation).then(
      (made) => void write(made, incoming, outgoing),
      (error: unknown) => void write(failure(500, String(error)), incoming, outgoing),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: { protocol: "http:", hostname: "127.0.0.1", port, basePath: "" },
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(incoming: IncomingMessage, state: FakeState, mutation: Mutation): Promise<FakeAnswer> {
  const bytes: Uint8Array[] = [];
  for await (const part of incoming) bytes.push(part as Uint8Array);
  const change = mutation.request ?? ((request) => request);
  const body = Buffer.concat(bytes);
  let seen = bareRequest(incoming, body);
  const made = await respond(incoming, body, (request) => {
    const changed = change(request, state);
    seen = changed;
    return handlers(changed, state);
  });
  return mutation.answer === undefined ? made : mutation.answer(made, seen, state);
}

/** A request that no operation has been found for. */
function bareRequest({ method = "GET", url = "/", headers }: IncomingMessage, bytes: Uint8Array): FakeRequest {
  const values = Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
  return { method, url, headers: Object.fromEntries(values), bytes, operation: undefined, params: {} };
}

async function write(made: FakeAnswer, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const { headers, parts, streamed, pace = 0 } = serialize(made);
  const all: Record<string, string> = { ...headers, ...made.headers };
  const length = parts.reduce((sum, part) => sum + Buffer.byteLength(part), 0);
  const bodyless = made.status === 204 || made.status === 304;
  if (!streamed && !bodyless && all["content-length"] === undefined) all["content-length"] = String(length);
  outgoing.writeHead(made.status, all);
  for (const [index, part] of (incoming.method === "HEAD" ? [] : parts).entries()) {
    if (index > 0 && pace > 0) await new Promise((resolve) => setTimeout(resolve, pace));
    // The client may have left in the meantime.
    if (outgoing.destroyed) return;
    outgoing.write(part);
  }
  outgoing.end();
}
