import { errorBody, logUnforeseen, statusOf } from "./error.ts";
import { encodeJson } from "./json.ts";

/**
 * Makes the events of an answer. `signal` aborts when the client leaves; the iterator's `return()` is called as well.
 * A throw becomes the error status, or the error line of a stream that has begun.
 */
export type Produce<Event> = (signal: AbortSignal) => AsyncIterable<Event>;

/** Content type of one JSON object of an endpoint that answers the same way whether it streams or not. */
export const jsonType = "application/json; charset=utf-8";

/** One JSON object as a whole answer. */
export function jsonResponse(body: unknown, contentType: string = jsonType): Response {
  return new Response(encodeJson(body), { headers: { "content-type": contentType } });
}

/**
 * Streams events as NDJSON, one line each. If the first event is an error, the answer is that error's status and body,
 * chunked, without a newline; a later error is the last line of a stream that has status 200.
 */
export async function streamResponse<Event>(client: AbortSignal, produce: Produce<Event>): Promise<Response> {
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
  return new Response(lines(events, first), { headers: { "content-type": "application/x-ndjson" } });
}

/**
 * Reads all events and answers with the one object that `merge` makes of them. Errors are thrown. `contentType` differs
 * between endpoints.
 */
export async function mergedResponse<Event>(
  client: AbortSignal,
  produce: Produce<Event>,
  merge: (events: Event[]) => unknown,
  contentType: string = jsonType,
): Promise<Response> {
  const events = new ClientBound(client, produce);
  const all: Event[] = [];
  try {
    for (let next = await events.next(); next.done !== true; next = await events.next()) all.push(next.value);
  } finally {
    await events.close();
  }
  return jsonResponse(merge(all), contentType);
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

async function* lines<Event>(events: ClientBound<Event>, first: IteratorResult<Event>): AsyncGenerator<string> {
  try {
    for (let next = first; next.done !== true; next = await events.next()) yield `${encodeJson(next.value)}\n`;
    await flushed();
  } catch (error) {
    if (!events.abandoned) {
      logUnforeseen(error);
      yield `${errorBody(error)}\n`;
    }
    await flushed();
  } finally {
    await events.close();
  }
}

/** The iteration of a producer that ends as soon as the client leaves, whatever it waits for. */
class ClientBound<Event> {
  readonly #iterator: AsyncIterator<Event>;
  readonly #client: AbortSignal;
  readonly #producer = new AbortController();
  readonly #left: Promise<never>;
  readonly #onLeave: () => void;
  #closed = false;

  constructor(client: AbortSignal, produce: Produce<Event>) {
    this.#client = client;
    const { promise, reject } = Promise.withResolvers<never>();
    this.#left = promise;
    // Nobody may be waiting when the client leaves.
    promise.catch(() => undefined);
    this.#onLeave = () => {
      this.#producer.abort(client.reason);
      reject(client.reason);
      void this.close();
    };
    this.#iterator = produce(this.#producer.signal)[Symbol.asyncIterator]();
    if (client.aborted) this.#onLeave();
    else client.addEventListener("abort", this.#onLeave, { once: true });
  }

  get abandoned(): boolean {
    return this.#client.aborted;
  }

  next(): Promise<IteratorResult<Event>> {
    return Promise.race([this.#iterator.next(), this.#left]);
  }

  /** Ends the producer. Does not wait for a producer that is busy: its signal has aborted. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#client.removeEventListener("abort", this.#onLeave);
    this.#producer.abort(new DOMException("the answer is over", "AbortError"));
    this.#iterator.return?.()?.catch(() => undefined);
  }
}
