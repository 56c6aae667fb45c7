import type { Framing } from "./frames.ts";
import { parseJson } from "./ndjson.ts";
import type { Route } from "./routes.ts";
import { readServerSentEvents } from "./server-sent-events.ts";

/** Server-sent events with JSON data. They end with an event whose data is the terminator, or with a frame of a final type. */
export function eventFraming({ terminator, finalTypes }: Pick<Route, "terminator" | "finalTypes">): Framing {
  return {
    accept: "text/event-stream",
    async *read(body, signal) {
      for await (const { data } of readServerSentEvents(body, signal)) {
        yield data === terminator ? undefined : parseJson(data);
      }
    },
    isFinal: (frame) =>
      "type" in frame && typeof frame.type === "string" && (finalTypes?.includes(frame.type) ?? false),
  };
}
