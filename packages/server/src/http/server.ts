import type { Handlers, ServerContext } from "./context.ts";
import { errorResponse } from "./error.ts";
import { Router } from "./router.ts";

/** A server that listens. */
export interface RunningServer {
  /** Base URL without a trailing slash. */
  readonly url: string;
  readonly port: number;
  /** Refuses new requests and waits for those that run; with `force` it cuts them. */
  stop(force?: boolean): Promise<void>;
}

/** Starts to listen where the environment says. Throws what Bun.serve throws if the address is taken. */
export function startServer(context: ServerContext, handlers: Handlers): RunningServer {
  const router = new Router(context, handlers);
  const { hostname, port } = context.environment.host;
  const server = Bun.serve({
    hostname,
    port,
    // A model may be silent for long while it loads or reads a long prompt.
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
  };
}
