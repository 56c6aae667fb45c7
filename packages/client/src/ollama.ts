import type * as spec from "@cria/spec";
import type { AbortableAsyncIterator } from "./abortable.ts";
import { type BlobOptions, type UploadMeans, uploadBlob } from "./blobs.ts";
import type { ByteSource } from "./byte-source.ts";
import { type Framing, lineFraming } from "./frames.ts";
import { parseHost } from "./host.ts";
import { imageToBase64 } from "./images.ts";
import { type Route, methodRoutes as routes } from "./routes.ts";
import { Sha256 } from "./sha256.ts";
import { openStream } from "./stream.ts";
import type { SystemOneRequest, SystemOneResponse } from "./system-one.ts";
import { type CallOptions, type HttpRequest, readJson, send, type Transport } from "./transport.ts";
import type * as t from "./types.ts";

const webSearch: Route = { method: "POST", path: "https://ollama.com/api/web_search" };
const webFetch: Route = { method: "POST", path: "https://ollama.com/api/web_fetch" };
const systemOne: Route = { method: "POST", path: "/v1/systemone" };

/**
 * A client of one Ollama-compatible server. Its methods are those of the npm package `ollama`; each also takes a signal and
 * headers of its own. Requests are not changed by a call.
 *
 * All methods throw a `ResponseError` if the server refuses, a `ConnectionError` if it can't be reached, and a
 * `MalformedResponseError` if it answers something else than JSON.
 */
export class Ollama {
  protected readonly config: t.Config;
  protected readonly transport: Transport;
  readonly #running = new Set<AbortController>();

  /** Throws `TypeError` if the host can't be read. */
  constructor(config: Partial<t.Config> = {}) {
    const { base, authorization } = config.proxy ? { base: "" } : parseHost(config.host);
    this.config = { ...config, host: base };
    this.transport = {
      base,
      headers: config.headers,
      defaultHeaders: authorization === undefined ? {} : { authorization },
      // Looked up with each call, and called without an owner, which browsers insist on.
      fetch: config.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    };
  }

  /** How this entry hashes and sends uploads. */
  protected get uploadMeans(): UploadMeans {
    return { sha256: () => new Sha256(), streams: false };
  }

  /** Aborts every stream that runs; those who read them get an `AbortError`. */
  abort(): void {
    for (const controller of this.#running) controller.abort();
    this.#running.clear();
  }

  /** Base64 of an image. */
  async encodeImage(image: t.Image): Promise<string> {
    return imageToBase64(image);
  }

  /** Completes a prompt. */
  generate(
    request: t.GenerateRequest & { stream: true },
    options?: CallOptions,
  ): Promise<AbortableAsyncIterator<t.GenerateResponse>>;
  generate(request: t.GenerateRequest & { stream?: false }, options?: CallOptions): Promise<t.GenerateResponse>;
  async generate(request: t.GenerateRequest, options?: CallOptions): Promise<unknown> {
    const images = request.images && (await Promise.all(request.images.map((image) => this.encodeImage(image))));
    const body = { ...request, images };
    return this.#streamable(routes.generate, body, options);
  }

  /** Answers the messages of a chat. */
  chat(
    request: t.ChatRequest & { stream: true },
    options?: CallOptions,
  ): Promise<AbortableAsyncIterator<t.ChatResponse>>;
  chat(request: t.ChatRequest & { stream?: false }, options?: CallOptions): Promise<t.ChatResponse>;
  async chat(request: t.ChatRequest, options?: CallOptions): Promise<unknown> {
    const body = { ...request, messages: await this.#encodeMessages(request.messages) };
    return this.#streamable(routes.chat, body, options);
  }

  /** Makes a model, from another or from files; files that are bytes are uploaded first, unless the server has them. */
  create(
    request: t.CreateRequest & { stream: true },
    options?: CallOptions,
  ): Promise<AbortableAsyncIterator<t.ProgressResponse>>;
  create(request: t.CreateRequest & { stream?: false }, options?: CallOptions): Promise<t.ProgressResponse>;
  async create(request: t.CreateRequest, options?: CallOptions): Promise<unknown> {
    const body = {
      ...request,
      files: await this.#uploadFiles(request.files, options),
      draft_files: await this.#uploadFiles(request.draft_files, options),
      adapters: await this.#uploadFiles(request.adapters, options),
      messages: await this.#encodeMessages(request.messages),
    };
    return this.#streamable(routes.create, body, options);
  }

  /** Downloads a model from its registry. */
  pull(
    request: t.PullRequest & { stream: true },
    options?: CallOptions,
  ): Promise<AbortableAsyncIterator<t.ProgressResponse>>;
  pull(request: t.PullRequest & { stream?: false }, options?: CallOptions): Promise<t.ProgressResponse>;
  async pull(request: t.PullRequest, options?: CallOptions): Promise<unknown> {
    return this.#streamable(routes.pull, request, options);
  }

  /** Uploads a model to its registry. */
  push(
    request: t.PushRequest & { stream: true },
    options?: CallOptions,
  ): Promise<AbortableAsyncIterator<t.ProgressResponse>>;
  push(request: t.PushRequest & { stream?: false }, options?: CallOptions): Promise<t.ProgressResponse>;
  async push(request: t.PushRequest, options?: CallOptions): Promise<unknown> {
    return this.#streamable(routes.push, request, options);
  }

  /**
   * Stores bytes as a blob, unless the server has it, and gives the digest by which {@link create} names it. Without a digest
   * the bytes are read twice, and a stream is held in memory for that.
   */
  createBlob(source: ByteSource, options?: BlobOptions): Promise<string> {
    return uploadBlob(this.transport, this.uploadMeans, source, options);
  }

  /** Deletes a model. */
  delete(request: t.DeleteRequest, options?: CallOptions): Promise<t.StatusResponse> {
    return this.#act(routes.delete, request, options);
  }

  /** Gives a model a further name. */
  copy(request: t.CopyRequest, options?: CallOptions): Promise<t.StatusResponse> {
    return this.#act(routes.copy, request, options);
  }

  /** The models of the store. */
  list(options?: CallOptions): Promise<t.ListResponse> {
    return this.#json(routes.list, undefined, options);
  }

  /** What is known of a model. */
  show(request: t.ShowRequest, options?: CallOptions): Promise<t.ShowResponse> {
    return this.#json(routes.show, request, options);
  }

  /** The loaded models. */
  ps(options?: CallOptions): Promise<t.ProcessResponse> {
    return this.#json(routes.ps, undefined, options);
  }

  /** The version of the API that the server has. */
  version(options?: CallOptions): Promise<t.VersionResponse> {
    return this.#json(routes.version, undefined, options);
  }

  /** Embeds texts, one vector of length 1 for each. */
  embed(request: t.EmbedRequest, options?: CallOptions): Promise<t.EmbedResponse> {
    return this.#json(routes.embed, request, options);
  }

  /** Embeds one text, the older way: the vector is as the model made it. */
  async embeddings(request: t.EmbeddingsRequest, options?: CallOptions): Promise<t.EmbeddingsResponse> {
    const response = await this.#json<spec.EmbeddingsResponse>(routes.embeddings, request, options);
    return { ...response, embedding: response.embedding ?? [] };
  }

  /** Ranks documents by how well they answer a query, the best first; for servers that do it, such as Cria. */
  rerank(request: t.RerankRequest, options?: CallOptions): Promise<spec.RerankResponse> {
    return this.#json(routes.rerank, request, options);
  }

  /** Puts typed questions about a state to a model; for servers since Ollama 0.35. */
  systemone(request: SystemOneRequest, options?: CallOptions): Promise<SystemOneResponse> {
    return this.#json(systemOne, request, options);
  }

  /**
   * Searches the web with ollama.com, whatever the host is. Needs a key of it, in the headers of the client or the environment
   * variable `OLLAMA_API_KEY`. Throws `TypeError` without a query.
   */
  async webSearch(request: t.WebSearchRequest, options?: CallOptions): Promise<t.WebSearchResponse> {
    if (!request.query) throw new TypeError("Query is required");
    const { maxResults, ...body } = request;
    return this.#json(webSearch, { max_results: maxResults, ...body }, options);
  }

  /** Fetches a page with ollama.com, as {@link webSearch} does. Throws `TypeError` without a URL. */
  async webFetch(request: t.WebFetchRequest, options?: CallOptions): Promise<t.WebFetchResponse> {
    if (!request.url) throw new TypeError("URL is required");
    return this.#json(webFetch, request, options);
  }

  /** Sends any request with the headers of the client, and gives the answer if its status is 2xx. */
  send(request: HttpRequest): Promise<Response> {
    return send(this.transport, request);
  }

  /** Sends any request and gives the frames of its answer; {@link abort} ends it too. */
  openStream<Frame extends object>(framing: Framing, request: HttpRequest): Promise<AbortableAsyncIterator<Frame>> {
    return openStream(this.transport, this.#running, framing, request);
  }

  #streamable(route: Route, request: object & { readonly stream?: boolean }, options?: CallOptions): Promise<unknown> {
    const { method, path } = route;
    const json = { ...request, stream: request.stream ?? false };
    if (json.stream) return this.openStream(lineFraming, { method, path, json, ...options });
    return this.#json(route, json, options);
  }

  async #json<Answer>({ method, path }: Route, json?: object, options: CallOptions = {}): Promise<Answer> {
    return (await readJson(await this.send({ method, path, json, ...options }), options.signal)) as Answer;
  }

  /** Sends a request whose answer is empty. */
  async #act({ method, path }: Route, json: object, options?: CallOptions): Promise<t.StatusResponse> {
    const response = await this.send({ method, path, json, ...options });
    await response.body?.cancel();
    return { status: "success" };
  }

  async #encodeMessages(messages: readonly t.Message[] | undefined): Promise<t.Message[] | undefined> {
    return (
      messages &&
      Promise.all(
        messages.map(async (message) => {
          if (message.images === undefined) return message;
          return { ...message, images: await Promise.all(message.images.map((image) => this.encodeImage(image))) };
        }),
      )
    );
  }

  /** Digests of files, after those that are bytes were uploaded, one after another. */
  async #uploadFiles(files: t.Files | undefined, options?: CallOptions): Promise<Record<string, string> | undefined> {
    if (files === undefined) return undefined;
    const digests: [string, string][] = [];
    for (const [name, file] of Object.entries(files)) {
      digests.push([name, typeof file === "string" ? file : await this.createBlob(file, options)]);
    }
    return Object.fromEntries(digests);
  }
}
