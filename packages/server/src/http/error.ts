import type { Protocol } from "@cria/spec";
import { anthropicError } from "../anthropic/error.ts";
import { openaiError } from "../openai/error.ts";
import { RegistryError } from "../registry/registry-error.ts";
import {
  InsufficientMemoryError,
  LoadStalledError,
  QueueFullError,
  RequestCanceledError,
  ShuttingDownError,
} from "../scheduler/errors.ts";
import { hidePaths } from "./hide-paths.ts";
import { encodeJson } from "./json.ts";

/** An answer other than success: an HTTP status and the text of the body's `error`. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

/** Status that a client which left its request gets, should it still listen (nginx's convention). */
const clientClosedRequest = 499;

function foreseenStatus(error: unknown): number | undefined {
  if (error instanceof ApiError) return error.status;
  if (error instanceof QueueFullError || error instanceof ShuttingDownError) return 503;
  if (error instanceof RequestCanceledError || isAbort(error)) return clientClosedRequest;
  if (error instanceof RegistryError) return 500;
  if (error instanceof LoadStalledError || error instanceof InsufficientMemoryError) return 500;
  return undefined;
}

/** What the signal of a request, or the reading of its body, throws when the client leaves. */
function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

/** HTTP status of anything thrown. What nobody foresaw is the server's fault. */
export function statusOf(error: unknown): number {
  return foreseenStatus(error) ?? 500;
}

/** Logs what nobody foresaw, for whoever runs the server: the client gets the text only. */
export function logUnforeseen(error: unknown): void {
  if (foreseenStatus(error) === undefined) console.error(error);
}

/** Text of anything thrown, for the body's `error`. What nobody foresaw may hold paths of this machine, which stay here. */
export function messageOf(error: unknown): string {
  return error instanceof Error && foreseenStatus(error) !== undefined ? error.message : hidePaths(error);
}

/** The body of an error answer, without a newline. */
export function errorBody(error: unknown): string {
  return encodeJson({ error: messageOf(error) });
}

/** An error's body in the words of each protocol. */
const bodies: Readonly<Record<Protocol, (error: unknown) => string>> = {
  native: errorBody,
  openai: (error) => encodeJson(openaiError(statusOf(error), messageOf(error))),
  anthropic: (error) => encodeJson(anthropicError(statusOf(error), messageOf(error))),
};

/** A whole answer for anything thrown before a stream began. */
export function errorResponse(error: unknown, protocol: Protocol = "native"): Response {
  logUnforeseen(error);
  return new Response(bodies[protocol](error), {
    status: statusOf(error),
    headers: { "content-type": "application/json; charset=utf-8", ...retryAfter(error) },
  });
}

/** The same for what was thrown by the native operation behind another protocol's: such answers are lines of JSON. */
export function passedOnErrorResponse(error: unknown, protocol: Protocol): Response {
  logUnforeseen(error);
  return new Response(`${bodies[protocol](error)}\n`, {
    status: statusOf(error),
    headers: { "content-type": "application/json", ...retryAfter(error) },
  });
}

/** Who is refused for the moment may come again: a proxy goes elsewhere at once. */
function retryAfter(error: unknown): Record<string, string> {
  return statusOf(error) === 503 ? { "retry-after": "1" } : {};
}
