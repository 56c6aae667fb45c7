/**
 * Types of the methods. Answers are the spec's own types. Requests are those of the spec, widened to what users of the npm
 * package `ollama` pass: images as bytes, any object as a format, options that older servers knew.
 */
import type * as spec from "@cria/spec";
import type { ByteSource } from "./byte-source.ts";
import type { Fetch, HeaderFields } from "./transport.ts";

export type {
  CopyRequest,
  EmbedResponse,
  ErrorResponse,
  ListResponse,
  Logprob,
  ModelDetails,
  ProcessResponse,
  RerankResponse,
  ShowResponse,
  TokenLogprob,
  VersionResponse,
} from "@cria/spec";

/** What `new Ollama` takes. */
export interface Config {
  /** Where the server is, as `OLLAMA_HOST` may say it; `http://127.0.0.1:11434` if absent. */
  host: string;
  /** Used instead of the global `fetch`. */
  fetch?: Fetch;
  /** Send requests to the origin of the page, which passes them on; `host` is ignored then. */
  proxy?: boolean;
  /** Sent with each request. */
  headers?: HeaderFields;
}

/** An image, or a sound: bytes, base64, or a data URL; in Node, Bun and Deno also the path of a file. */
export type Image = Uint8Array | string;

/** A call of a tool, in an answer or sent back with the messages so far. */
export interface ToolCall {
  id?: string;
  function: Omit<spec.ToolCallFunction, "index"> & { index?: number };
}

/** A message of a chat. */
export interface Message extends Omit<spec.Message, "images" | "tool_calls"> {
  images?: Image[];
  tool_calls?: ToolCall[];
}

/** A tool that the model may call. */
export interface Tool extends Omit<spec.Tool, "type" | "function"> {
  type: string;
  function: spec.ToolFunction;
}

/** Options that servers no longer know and ignore. */
interface FormerOptions {
  numa: boolean;
  low_vram: boolean;
  f16_kv: boolean;
  logits_all: boolean;
  vocab_only: boolean;
  use_mlock: boolean;
  embedding_only: boolean;
  tfs_z: number;
  mirostat: number;
  mirostat_tau: number;
  mirostat_eta: number;
  penalize_newline: boolean;
}

/** All options of a model; requests take any of them. */
export interface Options extends Required<spec.ModelOptions>, FormerOptions {}

/** What requests for generated text take beside the spec's own fields. */
interface Widened {
  /** `json`, or a JSON Schema that the answer must match. */
  format?: string | object;
  options?: Partial<Options>;
}

/** What {@link Ollama.chat} takes. */
export interface ChatRequest extends Omit<spec.ChatRequest, keyof Widened | "messages" | "tools">, Widened {
  /** The chat so far, oldest first. */
  messages?: Message[];
  tools?: Tool[];
}

/** What {@link Ollama.generate} takes. */
export interface GenerateRequest extends Omit<spec.GenerateRequest, keyof Widened | "images">, Widened {
  images?: Image[];
  /** Width of a generated image; servers since 0.32.6 ignore this and the next two. */
  width?: number;
  height?: number;
  steps?: number;
}

/** A request that names its model; the older field `name` is left out. */
interface Named {
  model: string;
}

/** What {@link Ollama.embed} takes. */
export interface EmbedRequest extends Omit<spec.EmbedRequest, "options"> {
  options?: Partial<Options>;
}

/** What {@link Ollama.embeddings} takes. */
export interface EmbeddingsRequest extends Omit<spec.EmbeddingsRequest, "options"> {
  options?: Partial<Options>;
}

/** What {@link Ollama.rerank} takes. */
export interface RerankRequest extends Omit<spec.RerankRequest, "documents" | "texts" | "return_text" | "options"> {
  documents: NonNullable<spec.RerankRequest["documents"]>;
  options?: Partial<Options>;
}

/** What {@link Ollama.pull} takes. */
export interface PullRequest extends Omit<spec.PullRequest, "model" | "name">, Named {}

/** What {@link Ollama.push} takes. */
export interface PushRequest extends Omit<spec.PushRequest, "model" | "name">, Named {}

/** What {@link Ollama.delete} takes. */
export interface DeleteRequest extends Named {}

/** What {@link Ollama.show} takes. */
export interface ShowRequest extends Omit<spec.ShowRequest, "model" | "name" | "options">, Named {
  options?: Partial<Options>;
}

/** Files by name: the digest of a blob that the server has, or bytes to upload. */
export type Files = Record<string, string | ByteSource>;

/** What {@link Ollama.create} takes. */
export interface CreateRequest
  extends Omit<
      spec.CreateRequest,
      "model" | "name" | "quantization" | "files" | "draft_files" | "adapters" | "messages"
    >,
    Named {
  files?: Files;
  draft_files?: Files;
  adapters?: Files;
  messages?: Message[];
}

/** Fields that only other members of a union have: reading one is allowed, and gives `undefined`. */
type Absent<Fields extends PropertyKey> = { [Field in Fields]?: undefined };
type Frames<Chunk, Final> =
  | (Chunk & Absent<Exclude<keyof Final, keyof Chunk>>)
  | (Final & Absent<Exclude<keyof Chunk, keyof Final>>);

/** A frame of a chat, or its whole answer; `done` tells the last from the others. */
export type ChatResponse = Frames<spec.ChatChunk, spec.ChatFinal>;

/** A frame of a completion, or its whole answer; `done` tells the last from the others. */
export type GenerateResponse = Frames<spec.GenerateChunk, spec.GenerateFinal> & {
  /** Base64 of a generated image, and how far it is; from servers before 0.32.6. */
  image?: string;
  completed?: number;
  total?: number;
};

/** A step of a long task; the last has the status `success`. */
export type ProgressResponse = spec.ProgressResponse;

/** A vector; empty if the model made none, for which servers answer `null` too. */
export interface EmbeddingsResponse {
  embedding: number[];
}

/** A model of the store or a loaded one. */
export type ModelResponse = Frames<spec.ListedModel, spec.ProcessModel>;

/** What methods give whose operations answer nothing. */
export interface StatusResponse {
  status: "success";
}

/** What {@link Ollama.webSearch} takes. */
export interface WebSearchRequest extends spec.WebSearchRequest {
  /** The same as `max_results`. */
  maxResults?: number;
}

/** What {@link Ollama.webSearch} gives: the best page first. */
export type WebSearchResponse = spec.WebSearchResponse;
/** A page that was found. */
export type WebSearchResult = spec.WebSearchResult;
/** What {@link Ollama.webFetch} takes. */
export type WebFetchRequest = spec.WebFetchRequest;

/** What {@link Ollama.webFetch} gives. */
export interface WebFetchResponse extends spec.WebFetchResponse {
  url?: string;
}
