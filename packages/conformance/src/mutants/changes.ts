import { isRecord } from "../check/expect.ts";
import type { FakeAnswer } from "../fake/answer.ts";

type Fields = Record<string, unknown>;

/** Changes each JSON object that an answer consists of: its body, or each frame or event of its stream. */
export function mapObjects(
  answer: FakeAnswer,
  change: (value: Fields, index: number, count: number) => unknown,
): FakeAnswer {
  const apply = (value: unknown, index: number, count: number) =>
    isRecord(value) ? change(value, index, count) : value;
  const { body } = answer;
  switch (body.kind) {
    case "json":
      return { ...answer, body: { ...body, value: apply(body.value, 0, 1) } };
    case "ndjson":
      return { ...answer, body: { ...body, frames: body.frames.map((frame, i, all) => apply(frame, i, all.length)) } };
    case "sse":
      return {
        ...answer,
        body: { ...body, events: body.events.map((e, i, all) => ({ ...e, data: apply(e.data, i, all.length) })) },
      };
    default:
      return answer;
  }
}

/** An object without some of its fields. */
export function without(value: Fields, ...names: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));
}

/** Changes each element of an array field that is an object. */
export function mapElements(value: Fields, field: string, change: (element: Fields) => unknown): Fields {
  const list = value[field];
  if (!Array.isArray(list)) return value;
  return { ...value, [field]: list.map((element: unknown) => (isRecord(element) ? change(element) : element)) };
}

/** Changes an object field. */
export function mapField(value: Fields, field: string, change: (inner: Fields) => unknown): Fields {
  const inner = value[field];
  return isRecord(inner) ? { ...value, [field]: change(inner) } : value;
}
