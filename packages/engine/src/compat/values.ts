import type { GgufValue } from "../gguf/value.ts";

/** Metadata values in the types that llama.cpp gives them. */
export const u32 = (value: number): GgufValue => ({ type: "u32", value });
export const f32 = (value: number): GgufValue => ({ type: "f32", value: Math.fround(value) });
export const text = (value: string): GgufValue => ({ type: "string", value });
export const i32s = (values: Iterable<number>): GgufValue => ({
  type: "array",
  elementType: "i32",
  value: Int32Array.from(values),
});
