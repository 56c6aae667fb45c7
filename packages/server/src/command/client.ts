import { CommandError } from "./errors.ts";
import { readNdjson } from "./ndjson.ts";

/** The server answered, with an error. */
export class ApiError extends CommandError {
  override readonly name = "ApiError";
  /** HTTP status; 200 when the error came as a line of a stream that had begun. */
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The server could not be reached, or the connection broke. */
export class ConnectionError extends CommandError {
  override readonly name = "ConnectionError";
}

export interface CallOptions {
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** Talks to an Ollama-compatible server. Every method throws {@link ApiError}, {@link ConnectionError} or the signal's reason. */
export class Client {
  readonly baseUrl: string;
  readonly #headers: Readonly<Record<string, string>>;

  /** `baseUrl` as {@link serverUrl} gives it; `apiKey` for a server that asks for one. */
  constructor(baseUrl: string, apiKey?: string) {
    this.baseUrl = baseUrl;
    this.#headers = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
  }

  /** Throws unless a server answers. */
  async probe(): Promise<void> {
    await this.request("HEAD", "/", {});
  }

  /** The answer's JSON, or `undefined` if its body is empty. */
  async json<T>(method: string, path: string, options: CallOptions = {}): Promise<T> {
    const response = await this.request(method, path, options);
    const text = await this.guarded(response.text(), options.signal);
    if (text === "") return undefined as T;
    try {
      return JSON.parse(text) as T;
    } catch {
      throw new ApiError(response.status, `the server at ${this.baseUrl} gave an answer that is not JSON`);
    }
  }

  /** The frames of a streamed answer. A frame with an `error` is thrown as {@link ApiError}. */
  async *stream<T>(method: string, path: string, options: CallOptions = {}): AsyncGenerator<T, void, undefined> {
    const response = await this.request(method, path, options);
    if (!response.body) return;
    const frames = readNdjson(response.body);
    try {
      for (;;) {
        const { done, value } = await this.guarded(frames.next(), options.signal);
        if (done) return;
        const error = errorOf(value);
        if (error !== undefined) throw new ApiError(response.status, error);
        yield value as T;
      }
    } finally {
      // Without this, leaving the loop early would leave the connection open and the server at work.
      await frames.return().catch(() => {});
    }
  }

  /** Whether the server has the blob. */
  async hasBlob(digest: string): Promise<boolean> {
    try {
      await this.request("HEAD", `/api/blobs/${digest}`, {});
      return true;
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return false;
      throw error;
    }
  }

  /** Sends a blob; the body is read as fast as the server takes it. */
  async sendBlob(digest: string, body: ReadableStream<Uint8Array>, signal?: AbortSignal): Promise<void> {
    await this.request("POST", `/api/blobs/${digest}`, { signal }, body);
  }

  private async request(method: string, path: string, options: CallOptions, raw?: ReadableStream): Promise<Response> {
    const headers: Record<string, string> = { ...this.#headers };
    const init: BunFetchRequestInit = { method, headers, signal: options.signal, timeout: false, redirect: "manual" };
    if (raw) init.body = raw;
    else if (options.body !== undefined) {
      init.body = JSON.stringify(options.body);
      headers["content-type"] = "application/json";
    }
    const response = await this.guarded(fetch(this.baseUrl + path, init), options.signal);
    if (response.ok) return response;
    const text = method === "HEAD" ? "" : await this.guarded(response.text(), options.signal);
    throw new ApiError(response.status, errorText(text) ?? (text.trim() || this.#describe(response)));
  }

  /** What an answer without a text says. */
  #describe({ status, statusText }: Response): string {
    if (status === 401) return `the server at ${this.baseUrl} asks for a key: set CRIA_API_KEY`;
    return `${status} ${statusText}`;
  }

  /** Turns a network failure into one the user understands; an abort keeps its own reason. */
  private async guarded<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      if (error instanceof CommandError) throw error;
      if (error instanceof SyntaxError) {
        throw new ConnectionError(`the server at ${this.baseUrl} sent a line that is not JSON`);
      }
      if (codeOf(error) === "ECONNREFUSED" || codeOf(error) === "ConnectionRefused") {
        throw new ConnectionError("could not connect to cria server, run 'cria serve' to start it");
      }
      throw new ConnectionError(`lost the connection to ${this.baseUrl}: ${(error as Error).message}`);
    }
  }
}

function codeOf(error: unknown): unknown {
  return typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
}

function errorOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || !("error" in value)) return undefined;
  return typeof value.error === "string" ? value.error : JSON.stringify(value.error);
}

function errorText(text: string): string | undefined {
  try {
    return errorOf(JSON.parse(text));
  } catch {
    return undefined;
  }
}
