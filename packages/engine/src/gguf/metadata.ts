import { GgufError } from "./error.ts";
import type { Gguf } from "./header.ts";
import type { GgufStrings } from "./strings.ts";
import type { GgufArray, GgufValue } from "./value.ts";

type HasMetadata = Pick<Gguf, "metadata">;

/**
 * A number, whatever its width in the file. Throws {@link GgufError} if the key holds something else or a number that is
 * not exact, or if it is missing and there is no `fallback`.
 */
export function getNumber(gguf: HasMetadata, key: string): number;
export function getNumber<T>(gguf: HasMetadata, key: string, fallback: T): number | T;
export function getNumber(gguf: HasMetadata, key: string, ...fallback: [unknown?]): unknown {
  const entry = find(gguf, key, fallback);
  if (entry === undefined) return fallback[0];
  if (typeof entry.value === "number") return entry.value;
  throw wrongType(key, entry, "a number");
}

/** A whole number from 0 to 2^32 − 1. Throws as {@link getNumber} does. */
export function getInteger(gguf: HasMetadata, key: string): number;
export function getInteger<T>(gguf: HasMetadata, key: string, fallback: T): number | T;
export function getInteger(gguf: HasMetadata, key: string, ...fallback: [unknown?]): unknown {
  if (fallback.length > 0 && !gguf.metadata.has(key)) return fallback[0];
  const value = getNumber(gguf, key);
  if (Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff) return value;
  throw new GgufError(`metadata key "${key}" is ${value}, not a whole number from 0 to ${0xffff_ffff}`);
}

/** A string. Throws as {@link getNumber} does. */
export function getString(gguf: HasMetadata, key: string): string;
export function getString<T>(gguf: HasMetadata, key: string, fallback: T): string | T;
export function getString(gguf: HasMetadata, key: string, ...fallback: [unknown?]): unknown {
  const entry = find(gguf, key, fallback);
  if (entry === undefined) return fallback[0];
  if (entry.type === "string") return entry.value;
  throw wrongType(key, entry, "a string");
}

/** A boolean. Throws as {@link getNumber} does. */
export function getBoolean(gguf: HasMetadata, key: string): boolean;
export function getBoolean<T>(gguf: HasMetadata, key: string, fallback: T): boolean | T;
export function getBoolean(gguf: HasMetadata, key: string, ...fallback: [unknown?]): unknown {
  const entry = find(gguf, key, fallback);
  if (entry === undefined) return fallback[0];
  if (entry.type === "bool") return entry.value;
  throw wrongType(key, entry, "a boolean");
}

/** An array of any element type. Throws as {@link getNumber} does. */
export function getArray(gguf: HasMetadata, key: string): GgufArray;
export function getArray<T>(gguf: HasMetadata, key: string, fallback: T): GgufArray | T;
export function getArray(gguf: HasMetadata, key: string, ...fallback: [unknown?]): unknown {
  const entry = find(gguf, key, fallback);
  if (entry === undefined) return fallback[0];
  if (entry.type === "array") return entry;
  throw wrongType(key, entry, "an array");
}

/** An array of strings. Throws as {@link getNumber} does. */
export function getStrings(gguf: HasMetadata, key: string): GgufStrings;
export function getStrings<T>(gguf: HasMetadata, key: string, fallback: T): GgufStrings | T;
export function getStrings(gguf: HasMetadata, key: string, ...fallback: [unknown?]): unknown {
  const entry = find(gguf, key, fallback);
  if (entry === undefined) return fallback[0];
  if (entry.type === "array" && entry.elementType === "string") return entry.value;
  throw wrongType(key, entry, "an array of strings");
}

/** An array of numbers, whatever their width in the file. Throws as {@link getNumber} does. */
export function getNumbers(gguf: HasMetadata, key: string): ArrayLike<number>;
export function getNumbers<T>(gguf: HasMetadata, key: string, fallback: T): ArrayLike<number> | T;
export function getNumbers(gguf: HasMetadata, key: string, ...fallback: [unknown?]): unknown {
  const entry = find(gguf, key, fallback);
  if (entry === undefined) return fallback[0];
  if (entry.type === "array") {
    switch (entry.elementType) {
      case "u64":
      case "i64":
        return Float64Array.from(entry.value as Iterable<bigint>, Number);
      case "string":
      case "bool":
        break;
      default:
        return entry.value;
    }
  }
  throw wrongType(key, entry, "an array of numbers");
}

/**
 * A whole number per layer: files give such a value once for all layers or as an array with one element for each.
 * Throws as {@link getNumber} does, and if the array has another length than `layers`.
 */
export function getPerLayer(gguf: HasMetadata, key: string, layers: number): ArrayLike<number>;
export function getPerLayer<T>(gguf: HasMetadata, key: string, layers: number, fallback: T): ArrayLike<number> | T;
export function getPerLayer(gguf: HasMetadata, key: string, layers: number, ...fallback: [unknown?]): unknown {
  if (fallback.length > 0 && !gguf.metadata.has(key)) return fallback[0];
  if (gguf.metadata.get(key)?.type !== "array") return new Array<number>(layers).fill(getInteger(gguf, key));
  const values = getNumbers(gguf, key);
  if (values.length === layers) return values;
  throw new GgufError(`metadata key "${key}" has ${values.length} elements for ${layers} layers`);
}

function find(gguf: HasMetadata, key: string, fallback: readonly unknown[]): GgufValue | undefined {
  const entry = gguf.metadata.get(key);
  if (entry === undefined && fallback.length === 0) throw new GgufError(`metadata key "${key}" is missing`);
  return entry;
}

function wrongType(key: string, entry: GgufValue, wanted: string): GgufError {
  const actual = entry.type === "array" ? `array of ${entry.elementType}` : entry.type;
  return new GgufError(`metadata key "${key}" is of type ${actual}, not ${wanted}`);
}
