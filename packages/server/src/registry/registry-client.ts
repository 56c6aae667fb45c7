import { Authorization, type AuthorizationParts, denied } from "./access/authorization.ts";
import { type Endpoint, isSameOrigin } from "./endpoint.ts";
import { readLimited } from "./read-limited.ts";
import { RegistryError } from "./registry-error.ts";
import { parseRetryAfter } from "./retry.ts";
import type { Sender, SentRequest } from "./sender.ts";
import type { Timing } from "./timing.ts";

/** Redirects that are followed. */
const redirects = [301, 302, 303, 307, 308];
const mostRedirects = 10;
const largestError = 64 * 1024;

/** An answer and the address that gave it, which differs from the one that was asked after redirects. */
export interface Answer {
  readonly response: Response;
  readonly url: URL;
}

/** Talks to one repository of a registry. */
export class RegistryClient {
  readonly endpoint: Endpoint;
  readonly #sender: Sender;
  readonly #authorization: Authorization;

  /** `token` is sent before it is asked for. Throws a {@link RegistryError} if the registry may not be asked. */
  constructor(endpoint: Endpoint, parts: AuthorizationParts, token?: string) {
    parts.sender.policy.assertRegistry(endpoint.origin);
    this.endpoint = endpoint;
    this.#sender = parts.sender;
    this.#authorization = new Authorization(endpoint, parts, token);
  }

  get timing(): Timing {
    return this.#sender.timing;
  }

  /** Address of something of the repository, such as `manifests/latest`. */
  url(path: string): URL {
    return new URL(`/v2/${this.endpoint.repository}/${path}`, this.endpoint.origin);
  }

  /**
   * Sends a request and follows redirects of those that have no body. The registry alone gets credentials, once it asked
   * for them. Gives answers of every other status. Throws a {@link RegistryError}, or the signal's reason.
   */
  async send(start: URL, request: SentRequest): Promise<Answer> {
    let url = start;
    for (let hop = 0; hop <= mostRedirects; hop++) {
      const response = await this.#sendAuthorized(url, request);
      const location = response.headers.get("location");
      const follows = request.body === undefined && (request.method === "GET" || request.method === "HEAD");
      if (!follows || !redirects.includes(response.status) || location === null) return { response, url };
      discard(response);
      url = await this.locate(location, url);
    }
    throw new RegistryError(`${start.host} redirects without end`);
  }

  /** Reads an address that the registry gave. Throws a {@link RegistryError} if it may not be used. */
  async locate(location: string, base: URL): Promise<URL> {
    const target = URL.parse(location, base.href);
    if (target === null) throw new RegistryError(`${base.host} gave an address that is none`);
    if (!isSameOrigin(this.endpoint.origin, target)) {
      await this.#sender.policy.assertRedirect(this.endpoint.origin, target);
    }
    return target;
  }

  async #sendAuthorized(url: URL, request: SentRequest): Promise<Response> {
    if (!isSameOrigin(this.endpoint.origin, url)) return this.#sender.send(url, request);
    for (let attempt = 0; ; attempt++) {
      const used = this.#authorization.header;
      const headers = { ...request.headers, ...(used !== undefined && { authorization: used }) };
      const response = await this.#sender.send(url, { ...request, headers });
      if (response.status !== 401) return response;
      discard(response);
      // A token may have run out since: a new one gets one more try.
      if (attempt === 2) throw denied(this.endpoint);
      await this.#authorization.renew(response, used, request.signal);
    }
  }

  /** The error that an answer stands for; its text is Ollama's. */
  async failure({ response }: Answer, signal: AbortSignal): Promise<RegistryError> {
    const { status, headers } = response;
    const text = await readLimited(response, largestError, signal, this.timing.stall).catch(() => "");
    if (status === 404) return new RegistryError("file does not exist", { status });
    return new RegistryError(`${status}: ${text.trim().slice(0, 1000) || response.statusText}`, {
      status,
      isPassing: status >= 500 || status === 429 || status === 408,
      retryAfter: parseRetryAfter(headers.get("retry-after")),
    });
  }
}

/** Ends an answer whose body nobody needs. */
export function discard(response: Response): void {
  response.body?.cancel().catch(() => undefined);
}
