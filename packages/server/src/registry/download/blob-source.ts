import { isSameOrigin } from "../endpoint.ts";
import { type Answer, discard, type RegistryClient } from "../registry-client.ts";
import { RegistryError } from "../registry-error.ts";

/** A body that holds the blob from `start` on. */
export interface BlobBody {
  readonly response: Response;
  /** Offset of the first byte: that which was asked for, or 0 from a server that knows no ranges. */
  readonly start: number;
  /** Whether the server said how much comes. Only then can what came before a failure be believed. */
  readonly isMeasured: boolean;
}

/** Answers of a storage whose addresses are signed for a time; the registry signs a new one. */
const expired = [400, 401, 403, 404, 410];

/** Where a blob is read from: the registry, or the storage that it names, whose address is kept for the next reads. */
export class BlobSource {
  readonly #client: RegistryClient;
  readonly #digest: string;
  readonly #size: number;
  #storage: URL | undefined;

  readonly #url: URL;

  /** `url` says where the blob is, if not among the registry's. */
  constructor(client: RegistryClient, digest: string, size: number, url = client.url(`blobs/${digest}`)) {
    this.#url = url;
    this.#client = client;
    this.#digest = digest;
    this.#size = size;
  }

  /**
   * Asks for bytes `start` to `end`, exclusive. Throws a {@link RegistryError} for an answer that does not hold them, or the
   * signal's reason.
   */
  async open(start: number, end: number, signal: AbortSignal): Promise<BlobBody> {
    const isWhole = start === 0 && end === this.#size;
    const headers: Record<string, string> = isWhole ? {} : { range: `bytes=${start}-${end - 1}` };
    const answer = await this.#ask({ method: "GET", headers, signal });
    try {
      return this.#checked(answer, start, end, isWhole);
    } catch (error) {
      discard(answer.response);
      throw error;
    }
  }

  async #ask(request: Parameters<RegistryClient["send"]>[1]): Promise<Answer> {
    if (this.#storage !== undefined) {
      const answer = await this.#client.send(this.#storage, request);
      if (!expired.includes(answer.response.status)) return this.#refuseFailure(answer, request.signal);
      discard(answer.response);
      this.#storage = undefined;
    }
    const answer = await this.#client.send(this.#url, request);
    const isElsewhere = !isSameOrigin(answer.url, this.#client.endpoint.origin);
    if (isElsewhere && answer.response.ok) this.#storage = answer.url;
    return this.#refuseFailure(answer, request.signal);
  }

  async #refuseFailure(answer: Answer, signal: AbortSignal): Promise<Answer> {
    const { status } = answer.response;
    if (status === 200 || status === 206) return answer;
    if (status === 416) {
      discard(answer.response);
      throw new RegistryError(`${answer.url.host} has fewer than ${this.#size} bytes of ${this.#digest}`, { status });
    }
    throw await this.#client.failure(answer, signal);
  }

  #checked({ response, url }: Answer, start: number, end: number, isWhole: boolean): BlobBody {
    const { status, headers } = response;
    const wrong = (what: string) =>
      new RegistryError(`${url.host} answered ${what} for bytes ${start}-${end - 1} of ${this.#digest}`, {
        isPassing: true,
      });
    const encoding = headers.get("content-encoding");
    if (encoding !== null && encoding !== "identity") throw wrong(`in the encoding ${encoding}`);
    const length = headers.get("content-length");
    if (status === 200) {
      if (length !== null && Number(length) !== this.#size)
        throw wrong(`with ${length} bytes instead of ${this.#size}`);
      return { response, start: 0, isMeasured: isWhole && length !== null };
    }
    const [, from, to, total] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(headers.get("content-range") ?? "") ?? [];
    const isAsked = Number(from) === start && Number(to) === end - 1;
    if (!isAsked || (total !== "*" && Number(total) !== this.#size)) {
      throw wrong(`with ${headers.get("content-range") ?? "no Content-Range"}`);
    }
    if (length !== null && Number(length) !== end - start) throw wrong(`with ${length} bytes`);
    return { response, start, isMeasured: true };
  }
}
