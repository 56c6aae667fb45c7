import { GgufStrings } from "./strings.ts";
import {
  type GgufBoolean,
  type GgufElementType,
  type GgufLong,
  type GgufNumber,
  type GgufString,
  valueTypeNames,
} from "./value.ts";

/** A metadata value to write; every value that the reader gives is one. */
export type GgufInput =
  | GgufNumber
  | GgufLong
  | GgufBoolean
  | GgufString
  | {
      readonly type: "array";
      readonly elementType: Exclude<GgufElementType, "string" | "bool" | "u64" | "i64">;
      readonly value: ArrayLike<number>;
    }
  | {
      readonly type: "array";
      readonly elementType: "u64" | "i64";
      readonly value: ArrayLike<number | bigint>;
    }
  | { readonly type: "array"; readonly elementType: "bool"; readonly value: readonly boolean[] }
  | {
      readonly type: "array";
      readonly elementType: "string";
      readonly value: GgufStrings | readonly (string | Uint8Array)[];
    };

/** A value as the file has it: u32 type, then its bytes, in pieces. */
export function encodeValue(input: GgufInput): Uint8Array[] {
  if (input.type !== "array") return [u32(typeId(input.type)), encodeElements(input.type, [input.value])];
  const { elementType, value } = input;
  const elements =
    value instanceof GgufStrings ? Array.from({ length: value.length }, (_, index) => value.bytes(index)) : value;
  return [u32(typeId("array")), u32(typeId(elementType)), u64(elements.length), encodeElements(elementType, elements)];
}

type Element = number | bigint | boolean | string | Uint8Array;

function encodeElements(type: GgufElementType, elements: ArrayLike<Element>): Uint8Array {
  const writer = writers[type];
  if (writer === undefined) return Buffer.concat(Array.from(elements, (element) => utf8String(element as string)));
  const [size, set] = writer;
  const bytes = new Uint8Array(elements.length * size);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < elements.length; index++) {
    set(view, index * size, elements[index] as number | bigint | boolean);
  }
  return bytes;
}

type Writer = readonly [size: number, set: (view: DataView, at: number, value: number | bigint | boolean) => void];

/** Bytes per element and how to write one; strings have no fixed size. */
const writers: Readonly<Record<GgufElementType, Writer | undefined>> = {
  u8: [1, (view, at, value) => view.setUint8(at, Number(value))],
  i8: [1, (view, at, value) => view.setInt8(at, Number(value))],
  u16: [2, (view, at, value) => view.setUint16(at, Number(value), true)],
  i16: [2, (view, at, value) => view.setInt16(at, Number(value), true)],
  u32: [4, (view, at, value) => view.setUint32(at, Number(value), true)],
  i32: [4, (view, at, value) => view.setInt32(at, Number(value), true)],
  f32: [4, (view, at, value) => view.setFloat32(at, Number(value), true)],
  f64: [8, (view, at, value) => view.setFloat64(at, Number(value), true)],
  u64: [8, (view, at, value) => view.setBigUint64(at, BigInt(value), true)],
  i64: [8, (view, at, value) => view.setBigInt64(at, BigInt(value), true)],
  bool: [1, (view, at, value) => view.setUint8(at, value ? 1 : 0)],
  string: undefined,
};

function typeId(type: GgufElementType | "array"): number {
  return valueTypeNames.indexOf(type);
}

export function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

export function u64(value: number | bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value), true);
  return bytes;
}

/** u64 length in bytes, then the bytes. */
export function utf8String(text: string | Uint8Array): Uint8Array {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  return Buffer.concat([u64(bytes.length), bytes]);
}
