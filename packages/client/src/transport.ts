import { ConnectionError, errorText, MalformedResponseError, ResponseError } from "./errors.ts";
import { parseJson } from "./ndjson.ts";

/** Header fields as fetch takes them; the runtimes' types differ in the name. */
export type HeaderFields = NonNullable<RequestInit["headers"]>;

/** A body as fetch takes it. */
export type Body = NonNullable<RequestInit["body"]>;

/** The part of `fetch` that the client uses. */
export type Fetch = (input: string, init?: RequestInit) => Promise<Response>;

/** Where requests go, and what goes with each. */
export interface Transport {
  /** Scheme, authority and path before the path of an operation; empty for the page's own origin. */
  readonly base: string;
  readonly headers: HeaderFields | undefined;
  /** Sent where `headers` have nothing of the name. */
  readonly defaultHeaders: Readonly<Record<string, string>>;
  readonly fetch: Fetch;
}

/** What goes with a call besides its body and parameters. */
export interface CallOptions {
  /** Ends the request; what waits for it gets the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Headers of this request, before those of the client. */
  readonly headers?: HeaderFields | undefined;
}

/** One request. */
export interface HttpRequest extends CallOptions {
  readonly method: string;
  /** Path from the base, or an absolute URL. */
  readonly path: string;
  /** A value that is sent as JSON. */
  readonly json?: unknown;
  /** A body that is sent as it is; a stream needs a runtime that can send one. */
  readonly body?: Body;
  readonly accept?: string;
}

/**
 * Sends a request and gives the answer if its status is 2xx. Throws a {@link ResponseError} for another status, a
 * {@link ConnectionError} if there is no answer, and the reason of the signal if it was aborted.
 */
export async function send(transport: Transport, request: HttpRequest): Promise<Response> {
  const { method, path, json, body, signal } = request;
  const url = /^https?:/.test(path) ? path : transport.base + path;
  const init: RequestInit & { duplex?: "half" } = { method, headers: headersOf(transport, request, url) };
  if (signal) init.signal = signal;
  if (json !== undefined) init.body = JSON.stringify(json);
  else if (body !== undefined) init.body = body;
  // The standard asks for it with streams, Node refuses to do without.
  if (body instanceof ReadableStream) init.duplex = "half";
  let response: Response;
  try {
    response = await transport.fetch(url, init);
  } catch (cause) {
    throw failure(`cannot reach ${url}`, cause, signal);
  }
  if (response.ok) return response;
  throw await refusal(response, signal);
}

/** Reads an answer as JSON; throws a {@link MalformedResponseError} if it is not. */
export async function readJson(response: Response, signal?: AbortSignal): Promise<unknown> {
  const text = await readText(response, signal);
  try {
    return parseJson(text);
  } catch (error) {
    throw new MalformedResponseError(text, { status: response.status, headers: response.headers, cause: error });
  }
}

/** Reads an answer as text; throws as {@link send} if the connection breaks. */
export async function readText(response: Response, signal?: AbortSignal): Promise<string> {
  try {
    return await response.text();
  } catch (cause) {
    throw failure("the answer broke off", cause, signal);
  }
}

function headersOf(transport: Transport, request: HttpRequest, url: string): Headers {
  const headers = new Headers(transport.headers);
  new Headers(request.headers).forEach((value, name) => {
    headers.set(name, value);
  });
  // The boundary of a form is known to fetch alone.
  if (request.body instanceof FormData) headers.delete("content-type");
  const defaults = {
    accept: request.accept ?? "application/json",
    ...(request.json !== undefined && { "content-type": "application/json" }),
    ...transport.defaultHeaders,
    ...(url.startsWith("https://ollama.com/") && cloudAuthorization()),
  };
  for (const [name, value] of Object.entries(defaults)) if (!headers.has(name)) headers.set(name, value);
  return headers;
}

/** The key of ollama.com's own API stands in the environment, where there is one. */
function cloudAuthorization(): Record<string, string> {
  const key = typeof process === "object" ? process.env?.OLLAMA_API_KEY : undefined;
  return key ? { authorization: `Bearer ${key}` } : {};
}

async function refusal(response: Response, signal?: AbortSignal): Promise<Error> {
  const text = await readText(response, signal).catch((error: unknown) => {
    // The status says enough if the body is lost.
    if (signal?.aborted) throw error;
    return "";
  });
  let body: unknown = text;
  try {
    body = JSON.parse(text);
  } catch {}
  const message = errorText(body) || (typeof body === "string" && body.trim());
  return new ResponseError(message || `Error ${response.status}: ${response.statusText}`, response.status, {
    body,
    headers: response.headers,
  });
}

function failure(message: string, cause: unknown, signal: AbortSignal | undefined): unknown {
  return signal?.aborted ? signal.reason : new ConnectionError(message, { cause });
}
