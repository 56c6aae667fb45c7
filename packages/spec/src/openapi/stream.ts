import type { TSchema } from "@sinclair/typebox";
import type { JsonSchema } from "../json-schema/index.ts";
import type { Operation } from "../operations/index.ts";
import type { MediaType, StreamDescription } from "./types.ts";

const contentTypes = { ndjson: "application/x-ndjson", sse: "text/event-stream" } as const;

/**
 * The streamed answer of an operation: its content type, and a media type whose schema is that of one frame.
 * @param use writes the use of a schema
 * @returns undefined if the operation does not stream
 */
export function streamOf(
  operation: Operation,
  use: (schema: TSchema) => JsonSchema,
): { contentType: string; mediaType: MediaType & { "x-stream": StreamDescription } } | undefined {
  const { stream, chunk, final, errorFrame, terminator } = operation;
  if (stream === "none" || chunk === undefined || final === undefined) return undefined;
  const description = {
    framing: stream,
    default: operation.streamsByDefault ?? false,
    chunk: use(chunk),
    final: use(final),
    ...(errorFrame !== undefined && { error: use(errorFrame) }),
    ...(terminator !== undefined && { terminator }),
  };
  const frames = new Map(
    [description.chunk, description.final, ...(description.error === undefined ? [] : [description.error])].map(
      (frame) => [JSON.stringify(frame), frame],
    ),
  );
  const [first, ...others] = frames.values();
  return {
    contentType: contentTypes[stream],
    mediaType: { schema: others.length === 0 ? first! : { anyOf: [...frames.values()] }, "x-stream": description },
  };
}

/** One or two sentences on how an operation streams. */
export function streamSentences(operation: Operation): string | undefined {
  if (operation.stream === "none") return undefined;
  const when = operation.streamsByDefault ? "Streams unless `stream` is false" : "Streams if `stream` is true";
  const framing =
    operation.stream === "ndjson" ? "one JSON object per line" : "server-sent events whose data is a JSON object";
  const end = operation.terminator === undefined ? "" : ` The last event's data is \`${operation.terminator}\`.`;
  return `${when}: ${framing}.${end}`;
}
