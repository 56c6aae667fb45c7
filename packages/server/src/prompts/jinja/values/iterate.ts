import { JinjaError } from "../error.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { Dict } from "./dict.ts";
import { viewItems } from "./print.ts";
import { codePoints } from "./text.ts";
import { asText, Bytes, DictView, Generator, Range, Tuple, typeName, Undefined, type Value } from "./value.ts";

/** The items of a value, each a step; undefined if it can't be gone through. */
export function tryIterate(value: Value, rt: Runtime): Iterator<Value, unknown> | undefined {
  if (value instanceof Generator) return value.items;
  const items = sequence(value, rt);
  if (items !== undefined) return walk(items.length, (index) => items.at(index), rt);
  if (value instanceof Dict) {
    rt.meter.step(value.size);
    return value.keys()[Symbol.iterator]();
  }
  if (value instanceof DictView) {
    rt.meter.step(value.dict.size);
    return viewItems(value)[Symbol.iterator]();
  }
  return value instanceof Undefined ? [][Symbol.iterator]() : undefined;
}

/** The items of a value. Throws JinjaError if it has none. */
export function iterate(value: Value, rt: Runtime): Iterator<Value, unknown> {
  const items = tryIterate(value, rt);
  if (items === undefined) throw new JinjaError(`'${typeName(value)}' object is not iterable`);
  return items;
}

/** The items of a value as a list, each a step. Throws JinjaError if it has none. */
export function listOf(value: Value, rt: Runtime): Value[] {
  const items: Value[] = [];
  const iterator = iterate(value, rt);
  for (let next = iterator.next(); !next.done; next = iterator.next()) {
    rt.meter.step();
    items.push(next.value);
  }
  return items;
}

function* walk(length: number, at: (index: number) => Value, rt: Runtime): Generator_<Value> {
  for (let index = 0; index < length; index++) {
    rt.meter.step();
    yield at(index);
  }
}

type Generator_<Item> = globalThis.Generator<Item, void>;

/** What a sequence is: its length and its items by position. */
export interface Sequence {
  readonly length: number;
  readonly at: (index: number) => Value;
}

/** A text, list, tuple, range or row of bytes as a sequence; undefined for any other value. */
export function sequence(value: Value, rt?: Pick<Runtime, "meter">): Sequence | undefined {
  const text = asText(value);
  if (text !== undefined) {
    const points = codePoints(text, rt);
    return { length: points.length, at: (index) => points[index]! };
  }
  if (Array.isArray(value)) return { length: value.length, at: (index) => value[index] };
  if (value instanceof Tuple) return { length: value.items.length, at: (index) => value.items[index]! };
  if (value instanceof Range) return { length: value.length, at: (index) => value.at(index) };
  if (value instanceof Bytes) return { length: value.bytes.length, at: (index) => BigInt(value.bytes[index]!) };
  return undefined;
}

/** Python's `len`; undefined for a value that has none. */
export function tryLength(value: Value, rt?: Pick<Runtime, "meter">): number | undefined {
  const items = sequence(value, rt);
  if (items !== undefined) return items.length;
  if (value instanceof Dict) return value.size;
  if (value instanceof DictView) return value.dict.size;
  return value instanceof Undefined ? 0 : undefined;
}

/** Python's `len`. Throws JinjaError for a value that has none. */
export function lengthOf(value: Value, rt?: Pick<Runtime, "meter">): number {
  const length = tryLength(value, rt);
  if (length === undefined) throw new JinjaError(`object of type '${typeName(value)}' has no len()`);
  return length;
}
