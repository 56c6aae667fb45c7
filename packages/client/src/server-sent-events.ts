import { readLines } from "./lines.ts";

/** An event of a stream in the format `text/event-stream`. */
export interface ServerSentEvent {
  /** Value of the `event` field; `message` if there was none. */
  readonly event: string;
  /** Its `data` lines, joined with line feeds. */
  readonly data: string;
  /** The last `id` that the stream set, up to this event; empty if none. */
  readonly id: string;
}

/**
 * Events of a byte stream, read as the WHATWG HTML standard says (9.2.6), with one difference: an event that the stream's end
 * cuts off before its blank line is given too, because some servers leave out the last one. Comments and `retry` are skipped.
 * Leaving the loop cancels the stream, and so does `signal`.
 */
export async function* readServerSentEvents(
  stream: ReadableStream<Uint8Array>,
  signal?: AbortSignal,
): AsyncGenerator<ServerSentEvent, void, undefined> {
  let event = "";
  let data: string[] = [];
  let id = "";
  const dispatch = (): ServerSentEvent | undefined => {
    const found = data.length === 0 ? undefined : { event: event || "message", data: data.join("\n"), id };
    event = "";
    data = [];
    return found;
  };
  for await (const line of readLines(stream, "any", signal)) {
    if (line === "") {
      const found = dispatch();
      if (found !== undefined) yield found;
      continue;
    }
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    if (field === "event") event = value;
    else if (field === "data") data.push(value);
    else if (field === "id" && !value.includes("\0")) id = value;
  }
  const last = dispatch();
  if (last !== undefined) yield last;
}
