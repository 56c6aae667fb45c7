import { type Operation, operations } from "@cria/spec";
import { respondToProbe } from "../observability/probes.ts";
import { ApiKeys } from "./api-keys.ts";
import { decoded } from "./content-encoding.ts";
import type { Call, Handlers, ServerContext } from "./context.ts";
import { CorsPolicy } from "./cors.ts";
import { decodeBody, decodeRequest } from "./decode.ts";
import { ApiError, errorResponse } from "./error.ts";
import { isLoopback, judgeHost } from "./host-check.ts";
import { type Patience, registerConnection } from "./patience.ts";
import { readBody } from "./read-body.ts";
import { cleanPath, redirect } from "./redirect.ts";
import { allowedMethods, findRoute, type Match } from "./routes.ts";

/** The connections that requests come by. */
export interface Connections {
  readonly patience: Patience;
  /** Closes a request's connection once it has been idle for so many seconds; 0 is never. */
  setTimeout(request: Request, seconds: number): void;
}

/** Answers requests: redirects first, then the checks of origin, host and key, then the operation. */
export class Router {
  readonly #context: ServerContext;
  readonly #handlers: Handlers;
  readonly #cors: CorsPolicy;
  readonly #keys: ApiKeys;
  /** A server that others can reach on purpose does not check the `Host` header. */
  readonly #checksHost: boolean;
  readonly #connections: Connections;

  constructor(context: ServerContext, handlers: Handlers, connections: Connections) {
    this.#connections = connections;
    this.#context = context;
    this.#handlers = handlers;
    this.#cors = new CorsPolicy(context.environment.origins);
    this.#keys = new ApiKeys(context.environment.apiKeys);
    this.#checksHost = isLoopback(context.environment.host.hostname);
  }

  /** The answer to a request. Never throws. */
  async respond(request: Request): Promise<Response> {
    const { path, query } = pathOf(request.url);
    if (path === undefined) return new Response("400 Bad Request", { status: 400 });
    const clean = cleanPath(path);
    if (clean !== path) return redirect(request.method, 307, encodeURI(clean) + query);

    const match = findRoute(request.method, path);
    if (match === undefined && path.length > 1 && path.endsWith("/")) {
      const shorter = path.slice(0, -1);
      if (findRoute(request.method, shorter) !== undefined) {
        return redirect(request.method, request.method === "GET" ? 301 : 307, encodeURI(shorter) + query);
      }
    }
    const allowed = match === undefined ? allowedMethods(path) : [];
    const response = await this.#respondChecked(request, path, match, allowed);
    // Set before the checks in the original, so it is there whatever they say.
    if (allowed.length > 0) response.headers.set("allow", allowed.join(", "));
    return response;
  }

  async #respondChecked(
    request: Request,
    path: string,
    match: Match | undefined,
    allowed: readonly string[],
  ): Promise<Response> {
    const cors = this.#cors.judge(request);
    if (cors.kind === "refused") return empty(403);
    if (cors.kind === "preflight") return empty(204, cors.headers);
    const response = await this.#respondLocal(request, path, match, allowed);
    if (cors.kind === "allowed") for (const [name, value] of cors.headers) response.headers.append(name, value);
    return response;
  }

  async #respondLocal(
    request: Request,
    path: string,
    match: Match | undefined,
    allowed: readonly string[],
  ): Promise<Response> {
    if (this.#checksHost) {
      const host = judgeHost(request.headers.get("host"));
      if (host === "foreign") return empty(403);
      if (host === "local name" && request.method === "OPTIONS") return empty(204);
    }
    if (!this.#keys.allow(request)) return unauthorized(match);
    if (match !== undefined) return this.#measured(match, request);
    const { health, environment } = this.#context;
    const probe = health && environment.probes === "here" ? respondToProbe(health, request.method, path) : undefined;
    if (probe !== undefined) return probe;
    return allowed.length > 0 ? plain(405, "405 method not allowed") : plain(404, "404 page not found");
  }

  async #measured(match: Match, request: Request): Promise<Response> {
    const begun = performance.now();
    const response = await this.#call(match, request);
    this.#context.health?.metrics.request(match.id, response.status, performance.now() - begun);
    return response;
  }

  async #call({ id, params }: Match, request: Request): Promise<Response> {
    const operation: Operation = operations[id];
    try {
      const { patience, setTimeout } = this.#connections;
      const connection = { patience, closeAfter: (seconds: number) => setTimeout(request, seconds) };
      registerConnection(request, connection);
      const call: Call<unknown> = {
        body: await bodyOf(operation, request),
        params,
        request,
        get signal() {
          registerConnection(request.signal, connection);
          return request.signal;
        },
        context: this.#context,
      };
      // The table of operations ties the handler's body to the schema that decoded it.
      const handler = this.#handlers[id] as (call: Call<unknown>) => Promise<Response>;
      return await handler(call);
    } catch (error) {
      return errorResponse(error, operation.protocol);
    }
  }
}

function unauthorized(match: Match | undefined): Response {
  const response = errorResponse(new ApiError(401, "unauthorized"), match && operations[match.id].protocol);
  response.headers.set("www-authenticate", "Bearer");
  return response;
}

/** The decoded body of a request; undefined for an operation that takes none, or reads it as it comes. */
async function bodyOf({ request: schema, protocol }: Operation, request: Request): Promise<unknown> {
  if (schema === undefined) return undefined;
  if (protocol === "native") return decodeRequest(schema, request);
  const bytes = await decoded(await readBody(request), request.headers.get("content-encoding"));
  return decodeBody(schema, bytes, "EOF");
}

/** The percent-decoded path of a URL, undefined if it cannot be decoded, and its query with the question mark. */
function pathOf(url: string): { path: string | undefined; query: string } {
  // Not through URL: it would merge segments whose redirect is part of the protocol.
  const [, raw = "/", query = ""] = /^(?:[a-z]+:\/\/[^/?#]*)?([^?#]*)(\?[^#]*)?/i.exec(url) ?? [];
  try {
    return { path: decodeURIComponent(raw) || "/", query };
  } catch {
    return { path: undefined, query };
  }
}

function empty(status: number, headers?: Headers): Response {
  return new Response(null, { status, headers: headers ?? new Headers() });
}

function plain(status: number, text: string): Response {
  return new Response(text, { status, headers: { "content-type": "text/plain" } });
}
