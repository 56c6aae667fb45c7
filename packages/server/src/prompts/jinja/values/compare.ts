import { JinjaError } from "../error.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { Dict, hash } from "./dict.ts";
import { iterate, tryLength } from "./iterate.ts";
import { viewItems } from "./print.ts";
import { compareText } from "./text.ts";
import {
  asInteger,
  asNumber,
  asText,
  Bytes,
  DictView,
  Markup,
  PyObject,
  Range,
  Tuple,
  typeName,
  Undefined,
  type Value,
} from "./value.ts";

/** Python's `bool`. */
export function truth(value: Value): boolean {
  switch (typeof value) {
    case "boolean":
      return value;
    case "string":
      return value !== "";
    case "bigint":
      return value !== 0n;
    case "number":
      return value !== 0;
  }
  if (value === null) return false;
  if (value instanceof Markup) return value.text !== "";
  const length = tryLength(value);
  return length === undefined || length > 0;
}

/** Python's `==`. */
export function equals(a: Value, b: Value, rt: Runtime): boolean {
  rt.meter.step();
  const text = asText(a);
  if (text !== undefined) {
    const other = asText(b);
    if (other !== undefined) rt.meter.text(Math.min(text.length, other.length));
    return text === other;
  }
  const number = asNumber(a);
  if (number !== undefined) {
    const other = asNumber(b);
    // biome-ignore lint/suspicious/noDoubleEquals: a bigint and a number are equal by value
    return other !== undefined && number == other;
  }
  if (a === b) return true;
  if (Array.isArray(a)) return Array.isArray(b) && itemsEqual(a, b, rt);
  if (!(a instanceof PyObject) || !(b instanceof PyObject)) return false;
  if (a instanceof Tuple) return b instanceof Tuple && itemsEqual(a.items, b.items, rt);
  if (a instanceof Undefined) return b instanceof Undefined;
  if (a instanceof Dict) return b instanceof Dict && entriesEqual(a, b, rt);
  if (a instanceof Range || a instanceof Bytes) return a.typeName === b.typeName && hash(a) === hash(b);
  if (a instanceof DictView && b instanceof DictView && a.kind !== "values") {
    rt.meter.step(a.dict.size);
    return a.dict.size === b.dict.size && viewItems(a).every((item) => contains(b, item, rt));
  }
  return false;
}

function itemsEqual(a: readonly Value[], b: readonly Value[], rt: Runtime): boolean {
  return a.length === b.length && a.every((item, index) => equals(item, b[index]!, rt));
}

function entriesEqual(a: Dict, b: Dict, rt: Runtime): boolean {
  if (a.size !== b.size) return false;
  for (const [key, value] of a.entries()) {
    const other = b.get(key);
    if (other === undefined || !equals(value, other, rt)) return false;
  }
  return true;
}

/** Whether two values are one object, as Python's `is` says of values that templates compare so. */
export function isSame(a: Value, b: Value): boolean {
  return a === b || (a instanceof Undefined && b instanceof Undefined && a.message === b.message);
}

export type Order = "<" | "<=" | ">" | ">=";

/** An order of Python between two values. Throws JinjaError for values that have none. */
export function ordered(operator: Order, a: Value, b: Value, rt: Runtime): boolean {
  rt.meter.step();
  const numbers = [asNumber(a), asNumber(b)] as const;
  if (numbers[0] !== undefined && numbers[1] !== undefined) return holds(operator, numbers[0], numbers[1]);
  const texts = [asText(a), asText(b)] as const;
  if (texts[0] !== undefined && texts[1] !== undefined) {
    rt.meter.text(Math.min(texts[0].length, texts[1].length));
    return holds(operator, compareText(texts[0], texts[1]), 0);
  }
  if (Array.isArray(a) && Array.isArray(b)) return itemsOrdered(operator, a, b, rt);
  if (a instanceof Tuple && b instanceof Tuple) return itemsOrdered(operator, a.items, b.items, rt);
  if (a instanceof Undefined) a.fail();
  if (b instanceof Undefined) b.fail();
  throw new JinjaError(`'${operator}' not supported between instances of '${typeName(a)}' and '${typeName(b)}'`);
}

function holds(operator: Order, a: bigint | number, b: bigint | number): boolean {
  switch (operator) {
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    case ">=":
      return a >= b;
  }
}

/** The order of the first items that differ, or else of the lengths. */
function itemsOrdered(operator: Order, a: readonly Value[], b: readonly Value[], rt: Runtime): boolean {
  for (let i = 0; i < a.length && i < b.length; i++) {
    if (!equals(a[i]!, b[i]!, rt)) return ordered(operator, a[i]!, b[i]!, rt);
  }
  return holds(operator, a.length, b.length);
}

/** Python's `item in container`. Throws JinjaError for what holds nothing. */
export function contains(container: Value, item: Value, rt: Runtime): boolean {
  const text = asText(container);
  if (text !== undefined) {
    const part = asText(item);
    if (part === undefined) {
      throw new JinjaError(`'in <string>' requires string as left operand, not ${typeName(item)}`);
    }
    rt.meter.text(text.length);
    return text.includes(part);
  }
  if (container instanceof Dict) return container.get(item) !== undefined;
  if (container instanceof DictView && container.kind === "keys") return container.dict.get(item) !== undefined;
  if (container instanceof Range) {
    const number = asInteger(item) ?? (Number.isInteger(item) ? BigInt(item as number) : undefined);
    if (number === undefined) return false;
    const index = (Number(number) - container.start) / container.step;
    return Number.isInteger(index) && index >= 0 && index < container.length;
  }
  let items: Iterator<Value, unknown>;
  try {
    items = iterate(container, rt);
  } catch (error) {
    if (!(error instanceof JinjaError)) throw error;
    throw new JinjaError(`argument of type '${typeName(container)}' is not iterable`);
  }
  for (let next = items.next(); !next.done; next = items.next()) {
    if (isSame(next.value, item) || equals(next.value, item, rt)) return true;
  }
  return false;
}

/** Python's `sorted`: stable, by the keys. Throws JinjaError for keys that have no order. */
export function sorted(items: readonly Value[], keyOf: (item: Value) => Value, reverse: boolean, rt: Runtime): Value[] {
  const keyed = items.map((item) => ({ item, key: keyOf(item) }));
  const compare = (a: Value, b: Value) => (ordered("<", a, b, rt) ? -1 : ordered("<", b, a, rt) ? 1 : 0);
  keyed.sort((a, b) => (reverse ? compare(b.key, a.key) : compare(a.key, b.key)));
  return keyed.map(({ item }) => item);
}
