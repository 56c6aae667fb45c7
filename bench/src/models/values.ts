import type { GgufInput } from "@cria/engine";

/** Metadata: keys and their values, in the order of the file. */
export type Keys = Readonly<Record<string, GgufInput>>;

export const u32 = (value: number): GgufInput => ({ type: "u32", value });
export const f32 = (value: number): GgufInput => ({ type: "f32", value });
export const string = (value: string): GgufInput => ({ type: "string", value });
export const i32s = (value: readonly number[]): GgufInput => ({ type: "array", elementType: "i32", value });
