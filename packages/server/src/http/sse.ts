import { ClientBound, type Produce } from "./client-bound.ts";
import { encodeJson } from "./json.ts";
import { type Framing, type LateHeaders, streamBody } from "./stream.ts";

/** An event as `text/event-stream` has it. */
export interface ServerSentEvent {
  /** Its `event:` line; absent for none. */
  readonly name?: string;
  /** Its `data:` line: one line of text. */
  readonly data: string;
}

/** An event whose data is JSON. */
export function jsonEvent(data: unknown, name?: string): ServerSentEvent {
  return { data: encodeJson(data), name };
}

/** What may differ between streams of events. */
export interface EventStream {
  readonly headers: Readonly<Record<string, string>>;
  /** What ends a stream that fails after it has begun. */
  failed(error: unknown): ServerSentEvent;
}

/** Streams server-sent events. Throws what the producer throws before its first event. */
export async function sseResponse(
  client: AbortSignal,
  produce: Produce<ServerSentEvent>,
  { headers, failed }: EventStream,
  lateHeaders: LateHeaders = () => ({}),
): Promise<Response> {
  const events = new ClientBound(client, produce);
  let first: IteratorResult<ServerSentEvent>;
  try {
    first = await events.next();
  } catch (error) {
    await events.close();
    throw error;
  }
  const framing: Framing<ServerSentEvent> = { encode, failed: (error) => encode(failed(error)) };
  return new Response(streamBody(events, first, framing), {
    headers: { "content-type": "text/event-stream", ...headers, ...lateHeaders() },
  });
}

function encode({ name, data }: ServerSentEvent): string {
  return `${name === undefined ? "" : `event: ${name}\n`}data: ${data}\n\n`;
}
