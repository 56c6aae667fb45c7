import { Violation } from "../check/outcome.ts";
import { Answer } from "../exchange/answer.ts";
import type { BodyPart, Exchange, Header } from "../exchange/exchange.ts";
import { type Endpoint, type Limits, send } from "../exchange/send.ts";

export interface CallOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is. */
  readonly raw?: string | Uint8Array;
  /** Milliseconds; by default the run's limit. */
  readonly time?: number;
  /** Closes the connection when it returns true. */
  readonly until?: (parts: readonly BodyPart[]) => boolean;
}

/** Sends requests of one check and keeps every exchange. */
export class Client {
  readonly exchanges: Exchange[] = [];
  readonly endpoint: Endpoint;
  readonly #headers: readonly Header[];
  readonly #limits: Limits;
  readonly #signal: AbortSignal;

  /** @param headers sent with every request, such as an authorization. */
  constructor(endpoint: Endpoint, headers: readonly Header[], limits: Limits, signal: AbortSignal) {
    this.endpoint = endpoint;
    this.#headers = headers;
    this.#limits = limits;
    this.#signal = signal;
  }

  /** Whether the check, or the run, is over: requests are not sent any more. */
  get stopped(): boolean {
    return this.#signal.aborted;
  }

  /** A client for another check of the same server. */
  fresh(signal: AbortSignal): Client {
    return new Client(this.endpoint, this.#headers, this.#limits, signal);
  }

  /** Sends a request and returns the exchange, whatever came of it. */
  async exchange(method: string, path: string, body?: unknown, options: CallOptions = {}): Promise<Exchange> {
    const headers: Header[] = [...this.#headers];
    const given = Object.entries(options.headers ?? {});
    for (const [name, value] of given) headers.push([name, value]);
    const bytes = bodyBytes(body, options.raw);
    if (body !== undefined && !given.some(([name]) => name.toLowerCase() === "content-type")) {
      headers.push(["Content-Type", "application/json"]);
    }
    const request = { method, path, headers, ...(bytes === undefined ? {} : { body: bytes }) };
    const exchange = await send(this.endpoint, request, {
      time: options.time ?? this.#limits.time,
      bytes: this.#limits.bytes,
      signal: this.#signal,
      until: options.until,
    });
    this.exchanges.push(exchange);
    return exchange;
  }

  /** Sends a request and returns its complete answer. Throws a {@link Violation} if none came. */
  async call(method: string, path: string, body?: unknown, options: CallOptions = {}): Promise<Answer> {
    const exchange = await this.exchange(method, path, body, options);
    const { response, failure } = exchange;
    if (response === undefined || failure !== undefined) {
      throw new Violation(`${method} ${path} got no complete answer: ${failure?.message}`, exchange);
    }
    return new Answer(exchange, response);
  }

  get(path: string, options?: CallOptions): Promise<Answer> {
    return this.call("GET", path, undefined, options);
  }

  post(path: string, body: unknown, options?: CallOptions): Promise<Answer> {
    return this.call("POST", path, body, options);
  }
}

function bodyBytes(body: unknown, raw: string | Uint8Array | undefined): Uint8Array | undefined {
  if (raw !== undefined) return typeof raw === "string" ? new TextEncoder().encode(raw) : raw;
  return body === undefined ? undefined : new TextEncoder().encode(JSON.stringify(body));
}
