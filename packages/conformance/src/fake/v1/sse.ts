import type { FakeAnswer, FakeEvent } from "../answer.ts";

/** A stream of events. */
export function sse(events: readonly FakeEvent[], headers: Readonly<Record<string, string>> = {}): FakeAnswer {
  return { status: 200, headers, body: { kind: "sse", events } };
}

/** A stream of events each of which is named as the `type` of its data. */
export function namedEvents(data: readonly { readonly type: string }[]): FakeAnswer {
  return sse(
    data.map((each) => ({ event: each.type, data: each })),
    { "cache-control": "no-cache" },
  );
}
