import { messageOf, statusOf } from "../http/error.ts";
import { jsonEvent, type ServerSentEvent } from "../http/sse.ts";
import { openaiError } from "./error.ts";

/** What ends a stream of chunks that failed. Clients of the protocol throw it; Ollama only ends such a stream. */
export function errorEvent(error: unknown): ServerSentEvent {
  return jsonEvent(openaiError(statusOf(error), messageOf(error)));
}
