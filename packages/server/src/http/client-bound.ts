import { connectionOf } from "./patience.ts";

/**
 * Makes the events of an answer. `signal` aborts when the client leaves; the iterator's `return()` is called as well.
 * A throw becomes the error status, or the error that ends a stream which has begun.
 */
export type Produce<Event> = (signal: AbortSignal) => AsyncIterable<Event>;

/** The iteration of a producer that ends as soon as the client leaves, whatever it waits for. */
export class ClientBound<Event> {
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

  /** Seconds that the client may take nothing of what is sent. */
  get patience(): number {
    return connectionOf(this.#client).patience.reader;
  }

  next(): Promise<IteratorResult<Event>> {
    return Promise.race([this.#iterator.next(), this.#left]);
  }

  /** Ends the producer and cuts the connection of a client that does not take what it is sent. */
  async cut(): Promise<void> {
    // The shortest time there is.
    connectionOf(this.#client).closeAfter(1);
    await this.close();
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

/** All events of a producer. Throws what it throws, and the client's reason once the client has left. */
export async function readAll<Event>(client: AbortSignal, produce: Produce<Event>): Promise<Event[]> {
  const events = new ClientBound(client, produce);
  const all: Event[] = [];
  try {
    for (let next = await events.next(); next.done !== true; next = await events.next()) all.push(next.value);
  } finally {
    await events.close();
  }
  return all;
}
