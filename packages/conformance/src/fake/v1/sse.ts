import type { FakeAnswer, FakeEvent } from "../answer.ts";

/** A stream of events. @param pace milliseconds between two of them */
export function sse(events: readonly FakeEvent[], pace: number): FakeAnswer {
  return { status: 200, headers: {}, body: { kind: "sse", events, pace } };
}

/** A stream of events each of which is named as the `type` of its data. */
export function namedEvents(data: readonly { readonly type: string }[], pace: number): FakeAnswer {
  const events = data.map((each) => ({ event: each.type, data: each }));
  return { ...sse(events, pace), headers: { "cache-control": "no-cache" } };
}
