import type { Cursor } from "./cursor.ts";
import { GgufError } from "./error.ts";
import { decodeUtf8, GgufStrings } from "./strings.ts";
import { elementBytes, type GgufArray, type GgufValue, valueTypeNames } from "./value.ts";

/** Longest string taken; the longest known are whole tokenizer.json files of some 30 MB. */
const longestString = 2 ** 26;
/** Longest array taken; the longest known are merge lists of half a million. */
const longestArray = 2 ** 22;
/** Longest array of booleans, of which files hold one per layer. */
const longestBooleans = 2 ** 10;

/** The bytes of a string: u64 length, then the bytes. `what` is for messages, `longest` in bytes. */
export function parseStringBytes(cursor: Cursor, what: string, longest = longestString): Uint8Array {
  const length = cursor.count();
  if (length > cursor.remaining) throw new GgufError(`${what} is longer than the file`);
  if (length > longest) throw new GgufError(`${what} is longer than ${longest} bytes`);
  return cursor.bytes(length);
}

/** A metadata value: u32 type, then its bytes. `key` is for messages. */
export function parseValue(cursor: Cursor, key: string): GgufValue {
  const id = cursor.u32();
  const type = valueTypeNames[id];
  if (type === undefined) throw new GgufError(`metadata key "${key}" has unknown type ${id}`);
  switch (type) {
    case "array":
      return parseArray(cursor, key);
    case "string":
      return { type, value: decodeUtf8(parseStringBytes(cursor, `the value of metadata key "${key}"`)) };
    case "bool":
      return { type, value: cursor.bytes(1)[0] !== 0 };
    case "u64":
    case "i64": {
      const value = numbers(type, cursor.copy(8))[0]!;
      return { type, value: Number.isSafeInteger(Number(value)) ? Number(value) : value };
    }
    default:
      return { type, value: numbers(type, cursor.copy(elementBytes[type]))[0]! };
  }
}

function parseArray(cursor: Cursor, key: string): GgufArray {
  const id = cursor.u32();
  const elementType = valueTypeNames[id];
  if (elementType === undefined) throw new GgufError(`metadata key "${key}" is an array of unknown type ${id}`);
  if (elementType === "array")
    throw new GgufError(`metadata key "${key}" is an array of arrays, which is not supported`);
  const count = cursor.count();
  const bytes = count * elementBytes[elementType];
  if (bytes > cursor.remaining) throw new GgufError(`the array of metadata key "${key}" is longer than the file`);
  const longest = elementType === "bool" ? longestBooleans : longestArray;
  if (count > longest) throw new GgufError(`the array of metadata key "${key}" has more than ${longest} elements`);
  const type = "array";
  if (elementType === "string") return { type, elementType, value: parseStrings(cursor, count, key) };
  if (elementType === "bool") {
    return { type, elementType, value: Array.from(cursor.bytes(bytes), (byte) => byte !== 0) };
  }
  return { type, elementType, value: numbers(elementType, cursor.copy(bytes)) } as GgufArray;
}

function parseStrings(cursor: Cursor, count: number, key: string): GgufStrings {
  const start = cursor.position;
  const bounds = cursor.stringBounds(count, longestString, `a string of metadata key "${key}"`);
  return new GgufStrings(cursor.between(start, cursor.position), bounds);
}

/** Constructors of number arrays over a buffer; the platform is little-endian, as the file is. */
const views = {
  u8: (buffer: ArrayBuffer) => new Uint8Array(buffer),
  i8: (buffer: ArrayBuffer) => new Int8Array(buffer),
  u16: (buffer: ArrayBuffer) => new Uint16Array(buffer),
  i16: (buffer: ArrayBuffer) => new Int16Array(buffer),
  u32: (buffer: ArrayBuffer) => new Uint32Array(buffer),
  i32: (buffer: ArrayBuffer) => new Int32Array(buffer),
  f32: (buffer: ArrayBuffer) => new Float32Array(buffer),
  f64: (buffer: ArrayBuffer) => new Float64Array(buffer),
  u64: (buffer: ArrayBuffer) => new BigUint64Array(buffer),
  i64: (buffer: ArrayBuffer) => new BigInt64Array(buffer),
};

/** The bytes as numbers; they must have a buffer of their own, so that it is aligned. */
function numbers<T extends keyof typeof views>(type: T, bytes: Uint8Array<ArrayBuffer>): ReturnType<(typeof views)[T]> {
  return views[type](bytes.buffer) as ReturnType<(typeof views)[T]>;
}
