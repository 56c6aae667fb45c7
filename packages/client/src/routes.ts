import type { OperationId, Operations } from "@cria/spec";

/** What the client must know of an operation to call it. */
export interface Route {
  readonly method: "HEAD" | "GET" | "POST" | "DELETE";
  /** Path with `:name` for a parameter. */
  readonly path: string;
  /** How the body is sent; absent if the operation reads none. */
  readonly body?: "json" | "multipart" | "bytes";
  /** What a good answer holds, if not JSON. */
  readonly answer?: "text" | "empty";
  /** How its frames come, if it can stream: a JSON object per line, or server-sent events with JSON data. */
  readonly stream?: "ndjson" | "sse";
  /** Data of the event after the last frame; it is no frame itself. */
  readonly terminator?: string;
  /** Values of `type` that mark the last frame of events without a terminator. */
  readonly finalTypes?: readonly string[];
}

/** The route of one operation, as the spec has it. */
export type RouteOf<Id extends OperationId> = Route & {
  readonly method: Operations[Id]["methods"][number];
  readonly path: Operations[Id]["path"];
};

/** The operations behind the methods of the client, by id. */
export const methodRoutes = {
  version: { method: "GET", path: "/api/version" },
  list: { method: "GET", path: "/api/tags" },
  ps: { method: "GET", path: "/api/ps" },
  show: { method: "POST", path: "/api/show", body: "json" },
  generate: { method: "POST", path: "/api/generate", body: "json", stream: "ndjson" },
  chat: { method: "POST", path: "/api/chat", body: "json", stream: "ndjson" },
  embed: { method: "POST", path: "/api/embed", body: "json" },
  embeddings: { method: "POST", path: "/api/embeddings", body: "json" },
  rerank: { method: "POST", path: "/api/rerank", body: "json" },
  create: { method: "POST", path: "/api/create", body: "json", stream: "ndjson" },
  pull: { method: "POST", path: "/api/pull", body: "json", stream: "ndjson" },
  push: { method: "POST", path: "/api/push", body: "json", stream: "ndjson" },
  blobExists: { method: "HEAD", path: "/api/blobs/:digest", answer: "empty" },
  blobUpload: { method: "POST", path: "/api/blobs/:digest", body: "bytes", answer: "empty" },
  copy: { method: "POST", path: "/api/copy", body: "json", answer: "empty" },
  delete: { method: "DELETE", path: "/api/delete", body: "json", answer: "empty" },
} as const satisfies { readonly [Id in OperationId]?: RouteOf<Id> };
