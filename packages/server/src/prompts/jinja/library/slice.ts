import { JinjaError } from "../error.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { sequence } from "../values/iterate.ts";
import { codePoints, cutText } from "../values/text.ts";
import { asText, Bytes, Markup, PyObject, Range, Tuple, typeName, Undefined, type Value } from "../values/value.ts";
import { optionalInteger } from "./builtin.ts";

/** A key as in `value[start:stop:step]`; `None` where one is left out. */
export class SliceKey extends PyObject {
  readonly typeName = "slice";
  constructor(
    readonly start: Value,
    readonly stop: Value,
    readonly step: Value,
  ) {
    super();
  }
}

/** A slice of a text, list, tuple, range or row of bytes. Throws JinjaError for a step of zero, and for a value without slices. */
export function sliceOf(value: Value, { start, stop, step }: SliceKey, rt: Runtime): Value {
  if (value instanceof Undefined) value.fail();
  const items = sequence(value, rt);
  if (items === undefined) throw new JinjaError(`'${typeName(value)}' object has no slices`);
  const by = optionalInteger(step, 1);
  if (by === 0) throw new JinjaError("slice step cannot be zero");
  const { length } = items;
  const [low, high] = by > 0 ? [0, length] : [-1, length - 1];
  const clamp = (index: number) => Math.min(high, Math.max(low, index < 0 ? index + length : index));
  const from = start === null ? (by > 0 ? low : high) : clamp(optionalInteger(start, 0));
  const to = stop === null ? (by > 0 ? high : low) : clamp(optionalInteger(stop, 0));
  const range = new Range(from, to, by);
  const text = asText(value);
  if (text !== undefined) {
    rt.meter.text(range.length);
    const part = by === 1 ? cutText(text, from, Math.max(from, to)) : pick(codePoints(text), range).join("");
    return value instanceof Markup ? new Markup(part) : part;
  }
  if (value instanceof Range) {
    return new Range(value.start + from * value.step, value.start + to * value.step, value.step * by);
  }
  rt.meter.step(range.length);
  const picked = Array.from({ length: range.length }, (_, index) => items.at(from + index * by));
  if (value instanceof Bytes) return new Bytes(Uint8Array.from(picked, Number));
  return value instanceof Tuple ? new Tuple(picked) : picked;
}

function pick(points: string | readonly string[], { start, step, length }: Range): string[] {
  return Array.from({ length }, (_, index) => points[start + index * step]!);
}
