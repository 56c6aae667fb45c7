import type { GgufStrings } from "./strings.ts";

/** A whole number of up to 32 bits or a float. An f32 is widened to the number that it is exactly. */
export interface GgufNumber {
  readonly type: "u8" | "i8" | "u16" | "i16" | "u32" | "i32" | "f32" | "f64";
  readonly value: number;
}

/** A whole number of 64 bits: a bigint beyond ±(2^53 − 1). */
export interface GgufLong {
  readonly type: "u64" | "i64";
  readonly value: number | bigint;
}

export interface GgufBoolean {
  readonly type: "bool";
  readonly value: boolean;
}

export interface GgufString {
  readonly type: "string";
  readonly value: string;
}

/** The elements of an array value, by element type. */
export interface GgufElements {
  u8: Uint8Array;
  i8: Int8Array;
  u16: Uint16Array;
  i16: Int16Array;
  u32: Uint32Array;
  i32: Int32Array;
  f32: Float32Array;
  f64: Float64Array;
  u64: BigUint64Array;
  i64: BigInt64Array;
  bool: readonly boolean[];
  string: GgufStrings;
}

export type GgufElementType = keyof GgufElements;

export type GgufArrayOf<T extends GgufElementType> = {
  readonly type: "array";
  readonly elementType: T;
  readonly value: GgufElements[T];
};

export type GgufArray = { [T in GgufElementType]: GgufArrayOf<T> }[GgufElementType];

/** A metadata value with the type that the file gives it. */
export type GgufValue = GgufNumber | GgufLong | GgufBoolean | GgufString | GgufArray;

/** Value types by their id in the file; 9 is an array of one of the others. */
export const valueTypeNames: readonly (GgufElementType | "array")[] = [
  "u8",
  "i8",
  "u16",
  "i16",
  "u32",
  "i32",
  "f32",
  "bool",
  "string",
  "array",
  "u64",
  "i64",
  "f64",
];

/** Bytes of one element in the file; for a string the fewest, those of its length. */
export const elementBytes: Readonly<Record<GgufElementType, number>> = {
  u8: 1,
  i8: 1,
  u16: 2,
  i16: 2,
  u32: 4,
  i32: 4,
  f32: 4,
  bool: 1,
  string: 8,
  u64: 8,
  i64: 8,
  f64: 8,
};
