import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import type { GgufInput } from "./encode-value.ts";
import { GgufError } from "./error.ts";
import { type Gguf, readGguf } from "./reader.ts";
import { GgufStrings } from "./strings.ts";
import { type TensorTypeName, tensorTypeNamed, tensorTypes } from "./tensor-types.ts";
import { temporaryFile } from "./testing.ts";
import { type GgufTensorSource, writeGguf } from "./writer.ts";

const elements = {
  u8: fc.nat(0xff),
  i8: fc.integer({ min: -0x80, max: 0x7f }),
  u16: fc.nat(0xffff),
  i16: fc.integer({ min: -0x8000, max: 0x7fff }),
  u32: fc.nat(0xffff_ffff),
  i32: fc.integer(),
  f32: fc.float({ noNaN: true }),
  f64: fc.double({ noNaN: true }),
  u64: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  i64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  bool: fc.boolean(),
  string: fc.uint8Array({ maxLength: 12 }),
};

const value = fc.oneof(
  ...Object.entries(elements).map(([elementType, element]) =>
    fc
      .array(element as fc.Arbitrary<unknown>, { maxLength: 6 })
      .map((items) => ({ type: "array", elementType, value: items }) as GgufInput),
  ),
  ...Object.entries({ ...elements, string: fc.string({ unit: "binary" }) }).map(([type, element]) =>
    (element as fc.Arbitrary<unknown>).map((item) => ({ type, value: item }) as GgufInput),
  ),
);

const tensor = fc
  .record({
    name: fc.string({ maxLength: 8 }),
    type: fc.constantFrom(...[...tensorTypes.values()].map(({ name }) => name as TensorTypeName)),
    rows: fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 3 }),
    blocks: fc.integer({ min: 1, max: 3 }),
    fill: fc.nat(255),
  })
  .map(({ name, type, rows, blocks, fill }): GgufTensorSource & { data: Uint8Array } => {
    const { blockSize, bytesPerBlock } = tensorTypeNamed(type);
    const bytes = rows.reduce((product, size) => product * size, blocks) * bytesPerBlock;
    return { name, type, dims: [blocks * blockSize, ...rows], data: new Uint8Array(bytes).fill(fill) };
  });

/** A value as the reader gives it, made comparable with what was written. */
function plain(input: GgufInput): unknown {
  if (input.type !== "array") {
    const { type, value } = input;
    return {
      type,
      value: typeof value === "bigint" ? value : type === "u64" || type === "i64" ? BigInt(value) : value,
    };
  }
  const { elementType, value } = input;
  const items =
    value instanceof GgufStrings
      ? Array.from({ length: value.length }, (_, index) => Array.from(value.bytes(index)))
      : Array.from(value as ArrayLike<unknown>, (item) => (item instanceof Uint8Array ? Array.from(item) : item));
  return { elementType, items };
}

test("what is written is read", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.tuple(fc.string({ minLength: 1 }), value), { selector: ([key]) => key, maxLength: 8 }),
      fc.uniqueArray(tensor, { selector: ({ name }) => name, maxLength: 6 }),
      fc.option(fc.constantFrom(1, 8, 64, 4096), { nil: undefined }),
      async (entries, tensors, alignment) => {
        const metadata = new Map(entries.filter(([key]) => key !== "general.alignment"));
        if (alignment !== undefined) metadata.set("general.alignment", { type: "u32", value: alignment });
        using file = temporaryFile();
        await writeGguf(file.path, { metadata, tensors });
        const gguf = await readGguf(file.path);

        expect(gguf.version).toBe(3);
        expect([...gguf.metadata].map(([key, read]) => [key, plain(read)])).toEqual(
          [...metadata].map(([key, written]) => [key, plain(written)]),
        );
        expect([...gguf.tensors.keys()]).toEqual(tensors.map(({ name }) => name));
        const bytes = readFileSync(file.path);
        for (const source of tensors) {
          const read = gguf.tensors.get(source.name)!;
          expect(read.dims).toEqual(source.dims);
          expect(read.type.name).toBe(source.type);
          expect(read.elementCount).toBe(source.dims.reduce((product, size) => product * size, 1));
          expect(read.offset % (alignment ?? 32)).toBe(0);
          expect(bytes.subarray(read.offset, read.offset + read.byteLength).equals(source.data)).toBeTrue();
        }
        expect(gguf.fileSize).toBe(bytes.length);
      },
    ),
    { numRuns: 150 },
  );
});

describe("tensor data in chunks", () => {
  const write = async (data: GgufTensorSource["data"]): Promise<[Gguf, Buffer]> => {
    using file = temporaryFile();
    await writeGguf(file.path, { metadata: {}, tensors: [{ name: "t", dims: [4], type: "F32", data }] });
    const gguf = await readGguf(file.path);
    const { offset } = gguf.tensors.get("t")!;
    return [gguf, readFileSync(file.path).subarray(offset)];
  };
  async function* chunks(...sizes: number[]) {
    let byte = 0;
    for (const size of sizes) yield Uint8Array.from({ length: size }, () => byte++);
  }

  test("are put together, and padded at the end of the file as well", async () => {
    const [, bytes] = await write(chunks(3, 0, 12, 1));
    expect([...bytes]).toEqual(Array.from({ length: 32 }, (_, index) => (index < 16 ? index : 0)));
  });

  test.each([[[15]], [[16, 1]], [[]]])("of %p bytes are not those of the tensor", async (sizes) => {
    await expect(write(chunks(...sizes))).rejects.toBeInstanceOf(GgufError);
  });
});
