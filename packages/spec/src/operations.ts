import type { Static, TSchema } from "@sinclair/typebox";
import { ChatRequest, ChatResponse } from "./chat.ts";
import { CreateRequest, ProgressResponse } from "./create.ts";
import { ErrorResponse } from "./error.ts";
import { GenerateRequest, GenerateResponse } from "./generate.ts";
import { CopyRequest, DeleteRequest, ListResponse, ProcessResponse, ShowRequest, ShowResponse } from "./models.ts";
import { VersionResponse } from "./version.ts";

export type Method = "HEAD" | "GET" | "POST" | "DELETE";

/** What an endpoint takes and answers. */
export interface Operation {
  readonly methods: readonly Method[];
  /** Path with `:name` for a parameter. */
  readonly path: string;
  readonly summary: string;
  /** JSON body; absent if none is read. */
  readonly request?: TSchema;
  /** Bytes are read as they come instead of a JSON body. */
  readonly upload?: true;
  /** Body by status: a schema for JSON, a name for the rest. */
  readonly responses: Readonly<Record<number, TSchema | "text" | "empty">>;
  /** How the answer streams, if the request does not say otherwise. */
  readonly stream: "none" | "ndjson";
  /** A frame of the stream but the last. */
  readonly chunk?: TSchema;
  /** The last frame. */
  readonly final?: TSchema;
}

/** Every endpoint that the specification covers, by id. */
export const operations = {
  root: {
    methods: ["GET", "HEAD"],
    path: "/",
    summary: "Says that the server runs.",
    responses: { 200: "text" },
    stream: "none",
  },
  version: {
    methods: ["GET", "HEAD"],
    path: "/api/version",
    summary: "Version of the API.",
    responses: { 200: VersionResponse },
    stream: "none",
  },
  list: {
    methods: ["GET", "HEAD"],
    path: "/api/tags",
    summary: "Models of the store.",
    responses: { 200: ListResponse, 500: ErrorResponse },
    stream: "none",
  },
  ps: {
    methods: ["GET"],
    path: "/api/ps",
    summary: "Loaded models.",
    responses: { 200: ProcessResponse },
    stream: "none",
  },
  show: {
    methods: ["POST"],
    path: "/api/show",
    summary: "What is known of a model.",
    request: ShowRequest,
    responses: { 200: ShowResponse, 400: ErrorResponse, 403: ErrorResponse, 404: ErrorResponse, 500: ErrorResponse },
    stream: "none",
  },
  generate: {
    methods: ["POST"],
    path: "/api/generate",
    summary: "Completes a prompt.",
    request: GenerateRequest,
    responses: {
      200: GenerateResponse,
      400: ErrorResponse,
      403: ErrorResponse,
      404: ErrorResponse,
      500: ErrorResponse,
      503: ErrorResponse,
    },
    stream: "ndjson",
    chunk: GenerateResponse,
    final: GenerateResponse,
  },
  chat: {
    methods: ["POST"],
    path: "/api/chat",
    summary: "Answers the messages of a chat.",
    request: ChatRequest,
    responses: {
      200: ChatResponse,
      400: ErrorResponse,
      403: ErrorResponse,
      404: ErrorResponse,
      500: ErrorResponse,
      503: ErrorResponse,
    },
    stream: "ndjson",
    chunk: ChatResponse,
    final: ChatResponse,
  },
  create: {
    methods: ["POST"],
    path: "/api/create",
    summary: "Makes a model from uploaded files or from another model.",
    request: CreateRequest,
    responses: { 200: ProgressResponse, 400: ErrorResponse, 500: ErrorResponse },
    stream: "ndjson",
    chunk: ProgressResponse,
    final: ProgressResponse,
  },
  blobExists: {
    methods: ["HEAD"],
    path: "/api/blobs/:digest",
    summary: "Says whether a blob is in the store.",
    responses: { 200: "empty", 400: ErrorResponse, 404: ErrorResponse },
    stream: "none",
  },
  blobUpload: {
    methods: ["POST"],
    path: "/api/blobs/:digest",
    summary: "Stores a blob.",
    upload: true,
    responses: { 200: "empty", 201: "empty", 400: ErrorResponse, 500: ErrorResponse },
    stream: "none",
  },
  copy: {
    methods: ["POST"],
    path: "/api/copy",
    summary: "Gives a model another name.",
    request: CopyRequest,
    responses: { 200: "empty", 400: ErrorResponse, 404: ErrorResponse, 500: ErrorResponse },
    stream: "none",
  },
  delete: {
    methods: ["DELETE"],
    path: "/api/delete",
    summary: "Deletes a model.",
    request: DeleteRequest,
    responses: { 200: "empty", 400: ErrorResponse, 404: ErrorResponse, 500: ErrorResponse },
    stream: "none",
  },
} as const satisfies Record<string, Operation>;

export type Operations = typeof operations;
export type OperationId = keyof Operations;

/** Type of an operation's JSON body; `undefined` where none is read. */
export type RequestOf<Id extends OperationId> = Operations[Id] extends {
  readonly request: infer Request extends TSchema;
}
  ? Static<Request>
  : undefined;
