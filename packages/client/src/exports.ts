/** What both entries export besides `Ollama` itself. */
export { AbortableAsyncIterator } from "./abortable.ts";
export type { BlobOptions } from "./blobs.ts";
export type { ByteSource } from "./byte-source.ts";
export {
  ConnectionError,
  type ErrorDetails,
  IncompleteStreamError,
  MalformedResponseError,
  OllamaError,
  ResponseError,
} from "./errors.ts";
export { type Framing, lineFraming } from "./frames.ts";
export { readNdjson } from "./ndjson.ts";
export { readServerSentEvents, type ServerSentEvent } from "./server-sent-events.ts";
export type * from "./system-one.ts";
export type { Body, CallOptions, Fetch, HeaderFields, HttpRequest } from "./transport.ts";
export type * from "./types.ts";
