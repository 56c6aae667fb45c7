/** An event of a stream, as `text/event-stream` frames it. */
export interface ServerSentEvent {
  readonly event?: string;
  readonly data: string;
}

/** The events of a whole stream. Comments, ids and retry times are left out. */
export function serverSentEvents(text: string): ServerSentEvent[] {
  const events: ServerSentEvent[] = [];
  for (const block of text.split(/\r?\n\r?\n/)) {
    const fields = block.split(/\r?\n/).map((line) => /^(event|data): ?(.*)$/.exec(line) ?? []);
    const valuesOf = (name: string) => fields.filter((field) => field[1] === name).map((field) => field[2]!);
    const [event] = valuesOf("event");
    const data = valuesOf("data");
    if (data.length > 0) events.push({ ...(event !== undefined && { event }), data: data.join("\n") });
  }
  return events;
}
