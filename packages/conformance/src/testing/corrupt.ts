import { isRecord } from "../check/expect.ts";
import type { FakeAnswer } from "../fake/answer.ts";

/** JSON values that a reader may not expect. */
const odd: readonly unknown[] = [
  ...[null, true, 0, -1, 1.5, 1e308, 2 ** 53, "", "x", "\0", "\ud800", "2024-13-45T99:99:99Z", "[DONE]"],
  ...[[], [null], [[]], [0, "a", {}], {}, { error: null }, { error: {} }, { message: null }, { models: null }],
  ...[{ __proto__: null, constructor: 1, toString: 2 }, { done: "yes" }, { choices: [] }, { choices: [null] }],
];

const statuses = [200, 200, 200, 201, 204, 299, 301, 400, 404, 500, 599, 999];

/** Makes whole numbers below a bound; the same ones for a seed. */
export function numbers(seed: number): (bound: number) => number {
  let state = seed | 0;
  return (bound) => {
    // mulberry32
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
}

/** An answer with something in it replaced, left out or repeated; now and then with another status or media type. */
export function corrupted(answer: FakeAnswer, draw: (bound: number) => number): FakeAnswer {
  const headers = draw(10) === 0 ? { ...answer.headers, "content-type": "text/html" } : answer.headers;
  const status = draw(12) === 0 ? statuses[draw(statuses.length)]! : answer.status;
  const { body } = answer;
  switch (body.kind) {
    case "json":
      return { status, headers, body: { ...body, value: spoiled(body.value, draw) } };
    case "ndjson":
      return { status, headers, body: { ...body, frames: spoiledList(body.frames, draw) } };
    case "sse": {
      const at = draw(body.events.length || 1);
      const events = body.events.map((event, i) => (i === at ? { ...event, data: spoiled(event.data, draw) } : event));
      return { status, headers, body: { ...body, events } };
    }
    default:
      return { ...answer, status, headers };
  }
}

function spoiled(value: unknown, draw: (bound: number) => number): unknown {
  if (draw(4) === 0) return odd[draw(odd.length)];
  if (Array.isArray(value) && value.length > 0) return spoiledList(value, draw);
  if (!isRecord(value)) return odd[draw(odd.length)];
  const keys = Object.keys(value);
  const key = keys[draw(keys.length || 1)];
  if (key === undefined) return odd[draw(odd.length)];
  if (draw(4) === 0) return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
  return { ...value, [key]: spoiled(value[key], draw) };
}

function spoiledList(values: readonly unknown[], draw: (bound: number) => number): unknown[] {
  const at = draw(values.length || 1);
  const how = draw(5);
  if (how === 0) return values.filter((_, index) => index !== at);
  if (how === 1) return values.flatMap((value, index) => (index === at ? [value, value] : [value]));
  return values.map((value, index) => (index === at ? spoiled(value, draw) : value));
}
