import { ClientBound, type Produce, readAll } from "./client-bound.ts";
import { errorBody, logUnforeseen, statusOf } from "./error.ts";
import { encodeJson } from "./json.ts";

/** Content type of one JSON object of an endpoint that answers the same way whether it streams or not. */
export const jsonType = "application/json; charset=utf-8";

/** Further headers of a response, asked for once its body begins. */
export type LateHeaders = () => Readonly<Record<string, string>>;

const noHeaders: LateHeaders = () => ({});

/** One JSON object as a whole answer. */
export function jsonResponse(body: unknown, contentType: string = jsonType, headers = noHeaders): Response {
  return textResponse(encodeJson(body), contentType, headers);
}

/** The same for an object that is encoded already. */
export function textResponse(text: string, contentType: string = jsonType, headers = noHeaders): Response {
  return new Response(text, { headers: { "content-type": contentType, ...headers() } });
}

/** One JSON object as a line, which is how operations of other protocols answer. */
export function jsonLineResponse(body: unknown, headers = noHeaders): Response {
  return new Response(`${encodeJson(body)}\n`, { headers: { "content-type": "application/json", ...headers() } });
}

/**
 * Streams events as NDJSON, one line each. If the first event is an error, the answer is that error's status and body,
 * chunked, without a newline; a later error is the last line of a stream that has status 200. Then the connection is cut
 * if the stream `breaksOff`, which it does unless it is told otherwise.
 */
export async function streamResponse<Event>(
  client: AbortSignal,
  produce: Produce<Event>,
  headers = noHeaders,
  { breaksOff = true }: { breaksOff?: boolean } = {},
): Promise<Response> {
  const events = new ClientBound(client, produce);
  let first: IteratorResult<Event>;
  try {
    first = await events.next();
  } catch (error) {
    await events.close();
    if (!events.abandoned) logUnforeseen(error);
    return new Response(chunked(errorBody(error)), {
      status: statusOf(error),
      headers: { "content-type": "application/json" },
    });
  }
  return new Response(streamBody(events, first, { ...lines, breaksOff }), {
    headers: { "content-type": "application/x-ndjson", ...headers() },
  });
}

/**
 * Reads all events and answers with the one object that `merge` makes of them. Errors are thrown. `contentType` differs
 * between endpoints.
 */
export async function mergedResponse<Event>(
  client: AbortSignal,
  produce: Produce<Event>,
  merge: (events: Event[]) => unknown,
  { contentType = jsonType, headers = noHeaders }: { contentType?: string; headers?: LateHeaders } = {},
): Promise<Response> {
  return jsonResponse(merge(await readAll(client, produce)), contentType, headers);
}

/** A body in chunks, as streams have it. */
async function* chunked(text: string): AsyncGenerator<string> {
  yield text;
  await flushed();
}

/** Lets Bun send what it has. It would give a body that ends at once a length instead of chunks. */
function flushed(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** How events become the text of a body. */
export interface Framing<Event> {
  encode(event: Event): string;
  /** What ends a stream that fails after it has begun. */
  failed(error: unknown): string;
  /** Whether such a stream breaks off instead of ending well. */
  readonly breaksOff?: boolean;
}

const lines: Framing<unknown> = {
  encode: (event) => `${encodeJson(event)}\n`,
  failed: (error) => `${errorBody(error)}\n`,
};

/** Milliseconds from the last line to the break, which could overtake it. */
const lastLineHeadStart = 100;

/** The body of a stream whose first event is known. */
export async function* streamBody<Event>(
  events: ClientBound<Event>,
  first: IteratorResult<Event>,
  framing: Framing<Event>,
): AsyncGenerator<string> {
  const patience = events.patience * 1000;
  let stalled: ReturnType<typeof setTimeout> | undefined;
  try {
    for (let next = first; next.done !== true; next = await events.next()) {
      const text = framing.encode(next.value);
      // This generator goes on when the client has taken what was sent before.
      stalled = setTimeout(() => events.cut(), patience);
      yield text;
      clearTimeout(stalled);
    }
    await flushed();
  } catch (error) {
    if (!events.abandoned) {
      logUnforeseen(error);
      yield framing.failed(error);
      if (framing.breaksOff) await breakOff();
    }
    await flushed();
  } finally {
    clearTimeout(stalled);
    await events.close();
  }
}

/** Ends a body without its last chunk. There are clients that take an answer with a proper end for a whole one. */
async function breakOff(): Promise<never> {
  await Bun.sleep(lastLineHeadStart);
  // Bun would print anything else that is thrown here.
  return Promise.reject(undefined);
}
