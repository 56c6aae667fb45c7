import { JinjaError } from "../error.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { equals, ordered, sorted, truth } from "../values/compare.ts";
import { Dict, hash } from "../values/dict.ts";
import { iterate, lengthOf, listOf, sequence } from "../values/iterate.ts";
import { binary } from "../values/operators.ts";
import { str } from "../values/print.ts";
import { codePoints } from "../values/text.ts";
import { asText, DictView, Generator, Markup, Range, Tuple, typeName, Undefined, type Value } from "../values/value.ts";
import { attributeGetter, attributesGetter } from "./attribute-path.ts";
import { type Argument, type Builtin, builtin, integerArgument } from "./builtin.ts";
import { Group } from "./methods.ts";

const flag = (value: Argument) => value !== undefined && truth(value);
const length = builtin("obj", (rt, value) => BigInt(lengthOf(value, rt)));

/** `min` and `max`: the first of the items that no other goes before. */
function extreme(before: "<" | ">"): Builtin {
  return builtin("value case_sensitive? attribute?", (rt, value, caseSensitive, attribute = null) => {
    const keyOf = attributeGetter(attribute, rt, { ignoreCase: !flag(caseSensitive) });
    const [first, ...rest] = listOf(value, rt);
    if (first === undefined) return new Undefined("No aggregated item, sequence was empty.");
    let best = { item: first, key: keyOf(first) };
    for (const item of rest) {
      const key = keyOf(item);
      if (ordered(before, key, best.key, rt)) best = { item, key };
    }
    return best.item;
  });
}

/** The items from the last to the first; undefined for a value that can't be gone through backwards. */
function backwards(value: Value, rt: Runtime): Value[] | undefined {
  if (value instanceof Dict || value instanceof DictView) return listOf(value, rt).reverse();
  if (value instanceof Undefined) return [];
  return sequence(value) === undefined ? undefined : listOf(value, rt).reverse();
}

/** The type of what goes through a value backwards. */
function reversedType(value: Value): string {
  if (Array.isArray(value)) return "list_reverseiterator";
  if (value instanceof Dict) return "dict_reversekeyiterator";
  return value instanceof Range ? "range_iterator" : "reversed";
}

function* unique(items: Iterator<Value, unknown>, keyOf: (item: Value) => Value, rt: Runtime): Iterator<Value, void> {
  const seen = new Set<unknown>();
  for (let next = items.next(); !next.done; next = items.next()) {
    rt.meter.step(4);
    const key = hash(keyOf(next.value));
    if (!seen.has(key)) yield next.value;
    seen.add(key);
  }
}

function group(value: Value, attribute: Value, absent: Value, caseSensitive: boolean, rt: Runtime): Value {
  const keyOf = attributeGetter(attribute, rt, { absent, ignoreCase: !caseSensitive });
  const shownOf = attributeGetter(attribute, rt, { absent });
  const groups: { readonly key: Value; readonly items: Value[] }[] = [];
  for (const item of sorted(listOf(value, rt), keyOf, false, rt)) {
    const key = keyOf(item);
    const last = groups.at(-1);
    if (last !== undefined && equals(last.key, key, rt)) last.items.push(item);
    else groups.push({ key, items: [item] });
  }
  return groups.map(({ items }) => new Group(shownOf(items[0]!), items));
}

function sum(value: Value, start: Value, rt: Runtime): Value {
  if (asText(start) !== undefined) throw new JinjaError("sum() can't sum strings [use ''.join(seq) instead]");
  return listOf(value, rt).reduce((total, item) => binary("+", total, item, rt), start);
}

/** Cuts a list into a number of lists of nearly one length. */
function slices(items: readonly Value[], count: number, fill: Value): Value[][] {
  if (count <= 0) throw new JinjaError("integer division or modulo by zero");
  const [each, extra] = [Math.floor(items.length / count), items.length % count];
  let start = 0;
  return Array.from({ length: count }, (_, index) => {
    const end = start + each + (index < extra ? 1 : 0);
    const part = items.slice(start, end);
    start = end;
    return fill !== null && index >= extra ? [...part, fill] : part;
  });
}

/** Cuts a list into lists of one length. */
function batches(items: readonly Value[], size: number, fill: Value): Value[][] {
  const batches: Value[][] = [];
  for (let start = 0; start < items.length; start += Math.max(1, size)) {
    const part = items.slice(start, start + Math.max(1, size));
    const missing = fill === null ? 0 : size - part.length;
    batches.push(missing > 0 ? [...part, ...Array<Value>(missing).fill(fill)] : part);
  }
  return batches;
}

/** Filters of lists and mappings. */
export const listFilters: Readonly<Record<string, Builtin>> = {
  length,
  count: length,
  list: builtin("value", (rt, value) => listOf(value, rt)),
  first: builtin("seq", (rt, value) => {
    const next = iterate(value, rt).next();
    return next.done ? new Undefined("No first item, sequence was empty.") : next.value;
  }),
  last: builtin("seq", (rt, value) => {
    const items = backwards(value, rt);
    if (items === undefined) throw new JinjaError(`'${typeName(value)}' object is not reversible`);
    return items.length > 0 ? items[0]! : new Undefined("No last item, sequence was empty.");
  }),
  random: builtin("seq", (rt, value) => {
    const items = listOf(value, rt);
    if (items.length === 0) return new Undefined("No random item, sequence was empty.");
    return items[Math.floor(Math.random() * items.length)]!;
  }),
  reverse: builtin("value", (rt, value) => {
    const text = asText(value);
    if (text !== undefined) {
      rt.meter.text(text.length);
      const turned = Array.from(codePoints(text)).reverse().join("");
      return value instanceof Markup ? new Markup(turned) : turned;
    }
    const items = backwards(value, rt);
    if (items !== undefined) return new Generator(items[Symbol.iterator](), reversedType(value));
    if (value instanceof Generator) return listOf(value, rt).reverse();
    throw new JinjaError("argument must be iterable");
  }),
  join: builtin("value d? attribute?", (rt, value, separator = "", attribute = null) => {
    const get = attributeGetter(attribute, rt);
    const between = str(separator, rt);
    const parts = listOf(value, rt).map((item) => str(get(item), rt));
    rt.meter.text(parts.reduce((sum, part) => sum + part.length + between.length, 0));
    return parts.join(between);
  }),
  min: extreme("<"),
  max: extreme(">"),
  sum: builtin("iterable attribute? start?", (rt, value, attribute = null, start = 0n) => {
    const get = attributeGetter(attribute, rt);
    return sum(attribute === null ? value : listOf(value, rt).map(get), start, rt);
  }),
  sort: builtin("value reverse? case_sensitive? attribute?", (rt, value, reverse, caseSensitive, attribute = null) =>
    sorted(listOf(value, rt), attributesGetter(attribute, rt, { ignoreCase: !flag(caseSensitive) }), flag(reverse), rt),
  ),
  unique: builtin("value case_sensitive? attribute?", (rt, value, caseSensitive, attribute = null) => {
    const keyOf = attributeGetter(attribute, rt, { ignoreCase: !flag(caseSensitive) });
    return new Generator(unique(iterate(value, rt), keyOf, rt));
  }),
  groupby: builtin("value attribute default? case_sensitive?", (rt, value, attribute, absent = null, caseSensitive) =>
    group(value, attribute!, absent, flag(caseSensitive), rt),
  ),
  dictsort: builtin("value case_sensitive? by? reverse?", (rt, value, caseSensitive, by = "key", reverse) => {
    if (by !== "key" && by !== "value") throw new JinjaError('You can only sort by either "key" or "value"');
    if (value instanceof Undefined) value.fail();
    if (!(value instanceof Dict)) throw new JinjaError(`'${typeName(value)}' object has no attribute 'items'`);
    const get = attributeGetter(by === "key" ? 0n : 1n, rt, { ignoreCase: !flag(caseSensitive) });
    return sorted(
      Array.from(value.entries(), (entry) => new Tuple(entry)),
      get,
      flag(reverse),
      rt,
    );
  }),
  items: builtin("value", (rt, value) => {
    if (value instanceof Undefined) return new Generator([][Symbol.iterator]());
    if (!(value instanceof Dict)) throw new JinjaError("Can only get item pairs from a mapping.");
    return new Generator(iterate(new DictView("items", value), rt));
  }),
  slice: builtin("value slices fill_with?", (rt, value, count, fill = null) => {
    const parts = integerArgument(count, 0);
    rt.meter.step(Math.max(0, parts));
    return new Generator(slices(listOf(value, rt), parts, fill)[Symbol.iterator]());
  }),
  batch: builtin("value linecount fill_with?", (rt, value, size, fill = null) => {
    const each = integerArgument(size, 0);
    rt.meter.step(fill === null ? 0 : Math.max(0, each));
    return new Generator(batches(listOf(value, rt), each, fill)[Symbol.iterator]());
  }),
};
