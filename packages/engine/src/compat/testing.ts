/** What the tests of handlers share. */
import { expect } from "bun:test";
import { writeFileSync } from "node:fs";
import type { GgufInput } from "../gguf/encode-value.ts";
import { type Gguf, readGguf } from "../gguf/reader.ts";
import { GgufStrings } from "../gguf/strings.ts";
import { temporaryFile } from "../gguf/testing.ts";
import type { GgufValue } from "../gguf/value.ts";
import { encodeGguf } from "../gguf/writer.ts";
import { upstreamView } from "./upstream-view.ts";

/** A value in short: whole numbers are u32, arrays of them i32. */
type Plain = number | string | boolean | { readonly f32: number } | readonly number[] | readonly string[];

/** A file in short. */
export interface Sketch {
  readonly keys: Readonly<Record<string, Plain>>;
  /** Dimensions, the contiguous one first; all are F32. Give each its own, so that names can't be mixed up. */
  readonly tensors?: Readonly<Record<string, readonly number[]>>;
}

/** The header of a real file like the sketch. */
export async function fileOf({ keys, tensors = {} }: Sketch): Promise<Gguf> {
  const metadata = Object.fromEntries(Object.entries(keys).map(([key, value]) => [key, inputOf(value)]));
  const sources = Object.entries(tensors).map(([name, dims]) => {
    const data = new Uint8Array(4 * dims.reduce((product, size) => product * size, 1));
    return { name, dims, type: "F32" as const, data };
  });
  using file = temporaryFile();
  writeFileSync(file.path, await Array.fromAsync(encodeGguf({ metadata, tensors: sources })).then(Buffer.concat));
  return await readGguf(file.path);
}

function inputOf(value: Plain): GgufInput {
  if (typeof value === "number") return { type: "u32", value };
  if (typeof value === "string") return { type: "string", value };
  if (typeof value === "boolean") return { type: "bool", value };
  if ("f32" in value) return { type: "f32", value: value.f32 };
  if (value.every((element) => typeof element === "string")) {
    return { type: "array", elementType: "string", value: value as readonly string[] };
  }
  return { type: "array", elementType: "i32", value: value as readonly number[] };
}

/** The sketch of a header: the other way round. */
function sketchOf({ metadata, tensors }: Gguf): Sketch {
  return {
    keys: Object.fromEntries([...metadata].map(([key, value]) => [key, plainOf(value)])),
    tensors: Object.fromEntries([...tensors.values()].map(({ name, dims }) => [name, dims])),
  };
}

function plainOf(entry: GgufValue): Plain {
  if (entry.type === "f32") return { f32: entry.value };
  if (entry.type !== "array") return entry.value as Plain;
  return entry.value instanceof GgufStrings ? [...entry.value] : Array.from(entry.value as Iterable<number>);
}

/** Expects that a file of the library is seen as one of llama.cpp's, and that such a file is left as it is. */
export async function expectTranslated(library: Sketch, upstream: Sketch): Promise<void> {
  const gguf = await fileOf(library);
  const view = upstreamView(gguf);
  const expected = await fileOf(upstream);
  expect(sketchOf(view)).toEqual(sketchOf(expected));
  expect(upstreamView(expected)).toBe(expected);
  expect(upstreamView(view)).toBe(view);

  const places = new Map([...gguf.tensors.values()].map((tensor) => [tensor.offset, tensor]));
  expect(new Set([...view.tensors.values()].map(({ offset }) => offset)).size).toBe(view.tensors.size);
  for (const [name, tensor] of view.tensors) {
    expect(tensor.name).toBe(name);
    const source = places.get(tensor.offset)!;
    expect(source.dims[0]).toBe(tensor.dims[0]!);
    expect(tensor.byteLength).toBe(4 * tensor.elementCount);
    expect(tensor.byteLength).toBeLessThanOrEqual(source.byteLength);
    expect(tensor.elementCount).toBe(tensor.dims.reduce((product, size) => product * size, 1));
  }
}
