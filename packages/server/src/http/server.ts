import type { Handlers, ServerContext } from "./context.ts";
import { errorResponse } from "./error.ts";
import { defaultPatience } from "./patience.ts";
import { Router } from "./router.ts";

/** A server that listens. */
export interface RunningServer {
  /** Base URL without a trailing slash. */
  readonly url: string;
  readonly port: number;
  /** Refuses new requests and waits for those that run; with `force` it cuts them. */
  stop(force?: boolean): Promise<void>;
  /** Closes the connections that have no request under way. */
  closeIdle(): void;
}

/** Starts to listen where the environment says. Throws what Bun.serve throws if the address is taken. */
export function startServer(context: ServerContext, handlers: Handlers, patience = defaultPatience): RunningServer {
  const setTimeout = (request: Request, seconds: number) => server.timeout(request, seconds);
  const router = new Router(context, handlers, { patience, setTimeout });
  const { hostname, port } = context.environment.host;
  const server: Bun.Server<undefined> = Bun.serve({
    hostname,
    port,
    // A model may be silent for long while it loads or reads a long prompt. See patience.ts for clients that are.
    idleTimeout: 0,
    // Blobs are streamed to disk; JSON bodies have a limit of their own.
    maxRequestBodySize: Number.MAX_SAFE_INTEGER,
    fetch: (request) => router.respond(request),
    error: (error) => errorResponse(error),
  });
  const shown = hostname.includes(":") ? `[${hostname}]` : hostname;
  return {
    url: `http://${shown}:${server.port}`,
    port: server.port ?? port,
    stop: (force = false) => server.stop(force),
    closeIdle: () => void server.closeIdleConnections(),
  };
}
