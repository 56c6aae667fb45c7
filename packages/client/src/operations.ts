/** Calls of any operation of the API by its id, typed by the spec. */
import type { ChunkOf, FinalOf, OperationId, Operations, RequestOf, ResponseOf } from "@cria/spec";
import type { AbortableAsyncIterator } from "./abortable.ts";
import { routes } from "./all-routes.ts";
import { eventFraming } from "./event-framing.ts";
import { lineFraming } from "./frames.ts";
import type { Ollama } from "./ollama.ts";
import type { Route } from "./routes.ts";
import { type Body, type CallOptions, type HttpRequest, readJson, readText } from "./transport.ts";

/** Ids of the operations that can stream. */
export type StreamingId = {
  [Id in OperationId]: Operations[Id]["stream"] extends "none" ? never : Id;
}[OperationId];

type BodyKind<Id extends OperationId> = Operations[Id] extends { readonly body: infer Kind } ? Kind : undefined;

/** Body of an operation: the request for JSON, its fields with a `Blob` for each file for a form, anything for bytes. */
export type BodyOf<Id extends OperationId> =
  BodyKind<Id> extends "json"
    ? { readonly body: RequestOf<Id> }
    : BodyKind<Id> extends "multipart"
      ? { readonly body: { readonly [Field in keyof RequestOf<Id>]: RequestOf<Id>[Field] | Blob } }
      : BodyKind<Id> extends "bytes"
        ? { readonly body: Body }
        : { readonly body?: undefined };

/** Names of the parameters in a path. */
export type ParameterOf<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParameterOf<`/${Rest}`>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never;

type ParametersOf<Id extends OperationId> = [ParameterOf<Operations[Id]["path"]>] extends [never]
  ? { readonly params?: undefined }
  : { readonly params: Readonly<Record<ParameterOf<Operations[Id]["path"]>, string>> };

/** All that a call of an operation takes. */
export type CallArguments<Id extends OperationId> = CallOptions & BodyOf<Id> & ParametersOf<Id>;

/** What a call of an operation gives: the body of status 200, text, or nothing. */
export type AnswerOf<Id extends OperationId> = Operations[Id]["responses"] extends { readonly 200: "text" }
  ? string
  : ResponseOf<Id>;

/** A frame of an operation's stream. */
export type FrameOf<Id extends OperationId> = Extract<ChunkOf<Id> | FinalOf<Id>, object>;

/**
 * Calls any operation of the API by its id, `/v1` included, and gives its whole answer. Throws as the client's methods do, and
 * `TypeError` if a parameter of the path is missing.
 */
export async function call<Id extends OperationId>(
  client: Ollama,
  id: Id,
  options: CallArguments<Id>,
): Promise<AnswerOf<Id>> {
  const route: Route = routes[id];
  const response = await client.send(requestOf(route, options, false));
  let answer: unknown;
  if (route.answer === "text") answer = await readText(response, options.signal);
  else if (route.answer === "empty") await response.body?.cancel();
  else answer = await readJson(response, options.signal);
  return answer as AnswerOf<Id>;
}

/** Calls any operation that streams, be it NDJSON or server-sent events, and gives its frames. Throws as {@link call} does. */
export async function stream<Id extends StreamingId>(
  client: Ollama,
  id: Id,
  options: CallArguments<Id>,
): Promise<AbortableAsyncIterator<FrameOf<Id>>> {
  const route: Route = routes[id];
  const framing = route.stream === "sse" ? eventFraming(route) : lineFraming;
  return client.openStream(framing, requestOf(route, options, true));
}

interface AnyArguments extends CallOptions {
  readonly body?: unknown;
  readonly params?: Readonly<Record<string, string>> | undefined;
}

function requestOf(route: Route, { body, params, headers, signal }: AnyArguments, streams: boolean): HttpRequest {
  const path = route.path.replace(/:(\w+)/g, (_, name: string) => {
    const value = params?.[name];
    if (value === undefined) throw new TypeError(`no value for :${name} of ${route.path}`);
    // A digest and a model's tag keep their colon, which a path may hold.
    return encodeURIComponent(value).replaceAll("%3A", ":");
  });
  const request = { method: route.method, path, headers, signal };
  if (route.body === undefined) return request;
  if (route.body === "bytes") return { ...request, body: body as Body };
  const fields = { ...(body as Record<string, unknown>), ...(route.stream !== undefined && { stream: streams }) };
  return route.body === "json" ? { ...request, json: fields } : { ...request, body: formOf(fields) };
}

function formOf(fields: Readonly<Record<string, unknown>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    // Without a file name a part is a plain field.
    if (value instanceof Blob) form.append(name, value, value instanceof File ? value.name : name);
    else form.append(name, typeof value === "object" ? JSON.stringify(value) : String(value));
  }
  return form;
}

export type { Route } from "./routes.ts";
export { eventFraming, routes };
