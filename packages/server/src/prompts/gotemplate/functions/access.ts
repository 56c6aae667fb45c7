import { FunctionError } from "../error.ts";
import { byteLength, fromBytes, toBytes } from "../text.ts";
import { GoTyped, type GoValue, kindOf, mapGet, mapSize, typeName, underlying } from "../value.ts";

/** What a missing key of a map gives. */
export function missingEntry(map: GoValue): GoValue {
  return map instanceof GoTyped && "zero" in map.options ? map.options.zero : null;
}

/** `len`: bytes of a string, entries of a list or map. */
export function length(value: GoValue): bigint {
  const plain = underlying(value);
  switch (kindOf(value)) {
    case "string":
      return BigInt(byteLength(plain as string));
    case "slice":
      return BigInt((plain as readonly GoValue[]).length);
    case "map":
      return BigInt(mapSize(value));
    case "interface":
      throw new FunctionError("len of nil pointer");
    case "invalid":
      throw new FunctionError("reflect: call of reflect.Value.Type on zero Value");
    default:
      throw new FunctionError(`len of type ${typeName(value)}`);
  }
}

/** An index into something of the given length; the length itself is let through, as in Go. */
function indexArgument(index: GoValue, limit: number): number {
  const plain = underlying(index);
  if (plain === undefined || plain === null) throw new FunctionError("cannot index slice/array with nil");
  if (typeof plain !== "bigint") throw new FunctionError(`cannot index slice/array with type ${typeName(index)}`);
  if (plain < 0n || plain > limit) throw new FunctionError(`index out of range: ${plain}`);
  return Number(plain);
}

/** `index x 1 "a"`: `x[1]["a"]`. */
export function index(value: GoValue, ...indexes: GoValue[]): GoValue {
  let item = value;
  if (item === null || item === undefined) throw new FunctionError("index of untyped nil");
  for (const key of indexes) {
    if (item === null || item === undefined) throw new FunctionError("index of nil pointer");
    item = indexOne(item, key);
  }
  return item;
}

function indexOne(item: GoValue, key: GoValue): GoValue {
  const plain = underlying(item);
  switch (kindOf(item)) {
    case "slice": {
      const items = plain as readonly GoValue[];
      const at = indexArgument(key, items.length);
      if (at >= items.length) throw new FunctionError("reflect: slice index out of range");
      return items[at] ?? null;
    }
    case "string": {
      const bytes = toBytes(plain as string);
      const byte = bytes[indexArgument(key, bytes.length)];
      if (byte === undefined) throw new FunctionError("reflect: string index out of range");
      return new GoTyped("uint8", BigInt(byte));
    }
    case "map": {
      if (key === undefined || key === null) throw new FunctionError("value is nil; should be of type string");
      if (typeof key !== "string") throw new FunctionError(`value has type ${typeName(key)}; should be string`);
      const entry = mapGet(item, key);
      return entry === undefined ? missingEntry(item) : entry;
    }
    default:
      throw new FunctionError(`can't index item of type ${typeName(item)}`);
  }
}

/** `slice x 1 2`: `x[1:2]`; strings are cut by bytes. */
export function slice(value: GoValue, ...indexes: GoValue[]): GoValue {
  if (value === null || value === undefined) throw new FunctionError("slice of untyped nil");
  if (indexes.length > 3) throw new FunctionError(`too many slice indexes: ${indexes.length}`);
  const kind = kindOf(value);
  const plain = underlying(value);
  if (kind === "string") {
    if (indexes.length === 3) throw new FunctionError("cannot 3-index slice a string");
    const bytes = toBytes(plain as string);
    const [start, end] = sliceBounds(bytes.length, indexes);
    return fromBytes(bytes.subarray(start, end));
  }
  if (kind !== "slice") throw new FunctionError(`can't slice item of type ${typeName(value)}`);
  const items = plain as readonly GoValue[];
  const [start, end] = sliceBounds(items.length, indexes);
  const part = items.slice(start, end);
  return value instanceof GoTyped ? new GoTyped(value.type, part, value.options) : part;
}

function sliceBounds(limit: number, indexes: readonly GoValue[]): [number, number] {
  const given = indexes.map((index) => indexArgument(index, limit));
  const [start = 0, end = limit, capacity = limit] = given;
  if (start > end) throw new FunctionError(`invalid slice index: ${start} > ${end}`);
  if (end > capacity) throw new FunctionError(`invalid slice index: ${end} > ${capacity}`);
  return [start, end];
}
