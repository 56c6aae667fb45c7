import type { FakeAnswer } from "./answer.ts";

/** The bytes of an answer's body in the parts in which they go out, and the headers that belong to it. */
export interface Serialized {
  readonly headers: Readonly<Record<string, string>>;
  readonly parts: readonly (string | Uint8Array)[];
  /** Whether the body goes out in chunks rather than with its length. */
  readonly streamed: boolean;
  /** Milliseconds between two parts. */
  readonly pace?: number;
}

/** Turns the body of an answer into bytes. */
export function serialize({ body }: FakeAnswer): Serialized {
  switch (body.kind) {
    case "empty":
      return { headers: {}, parts: [], streamed: false };
    case "text":
      return { headers: { "content-type": "text/plain; charset=utf-8" }, parts: [body.text], streamed: false };
    case "json":
      return {
        headers: { "content-type": "application/json; charset=utf-8" },
        parts: [goJson(body.value)],
        streamed: false,
      };
    case "ndjson":
      return {
        headers: { "content-type": "application/x-ndjson" },
        parts: body.frames.map((frame) => `${goJson(frame)}\n`),
        streamed: true,
        pace: body.pace,
      };
    case "sse":
      return {
        headers: { "content-type": "text/event-stream" },
        parts: body.events.map(({ event, data }) => {
          const text = typeof data === "string" ? data : goJson(data);
          return `${event === undefined ? "" : `event: ${event}\n`}data: ${text}\n\n`;
        }),
        streamed: true,
        pace: body.pace,
      };
    case "raw":
      return { headers: {}, parts: body.parts, streamed: true, pace: body.pace };
  }
}

/** JSON as Go writes it: what could end a script element is escaped. */
export function goJson(value: unknown): string {
  return (JSON.stringify(value) ?? "null").replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
