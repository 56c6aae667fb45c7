import { describe, expect, test } from "bun:test";
import { truncateSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import { u32, u64, utf8String } from "./encode-value.ts";
import { GgufError } from "./error.ts";
import { getNumber } from "./metadata.ts";
import { readGguf } from "./reader.ts";
import { rawGguf, rawPair, rawTensor, readBytes, temporaryFile } from "./testing.ts";

const [U8, U32, F32, STRING, ARRAY] = [0, 4, 6, 8, 9];
const data = 4096;

describe("a damaged header is refused with its reason", () => {
  const alignment = (value: number) => ({ pairs: [rawPair("general.alignment", U32, u32(value))] });
  const tensor = (...args: Parameters<typeof rawTensor>) => ({ infos: [rawTensor(...args)], dataBytes: data });
  const cases: [name: string, bytes: Uint8Array, message: RegExp][] = [
    ["an empty file", new Uint8Array(0), /not a GGUF file/],
    ["a file of three bytes", Buffer.from("GGU"), /not a GGUF file/],
    ["a file of four bytes", Buffer.from("GGUF"), /ends within its header/],
    ["another format", rawGguf({ magic: "GGML" }), /not a GGUF file/],
    ["version 1", rawGguf({ version: 1 }), /version 1 is not supported/],
    ["version 0", rawGguf({ version: 0 }), /version 0 is not supported/],
    ["version 4", rawGguf({ version: 4 }), /version 4 is not supported/],
    ["big-endian", rawGguf({ version: 0x03000000 }), /big-endian/],
    ["2^63 tensors", rawGguf({ tensorCount: 2n ** 63n }), /more metadata or tensors/],
    ["2^63 pairs", rawGguf({ pairCount: 2n ** 63n }), /more metadata or tensors/],
    [
      "2^64 − 1 of both",
      rawGguf({ tensorCount: 2n ** 64n - 1n, pairCount: 2n ** 64n - 1n }),
      /more metadata or tensors/,
    ],
    ["one pair more than there is", rawGguf({ pairCount: 1, dataBytes: 12 }), /more metadata or tensors/],
    ["alignment 0", rawGguf(alignment(0)), /alignment is 0, not a power of two/],
    ["alignment 24", rawGguf(alignment(24)), /alignment is 24, not a power of two/],
    ["alignment of type f32", rawGguf({ pairs: [rawPair("general.alignment", F32, u32(32))] }), /f32, not u32/],
    ["an empty key", rawGguf({ pairs: [rawPair("", U32, u32(1))] }), /key is empty/],
    ["a key twice", rawGguf({ pairs: [rawPair("a", U32, u32(1)), rawPair("a", U8, u32(1))] }), /"a" appears twice/],
    ["value type 13", rawGguf({ pairs: [rawPair("a", 13, u64(0))] }), /"a" has unknown type 13/],
    ["array of type 99", rawGguf({ pairs: [rawPair("a", ARRAY, u32(99), u64(0))] }), /array of unknown type 99/],
    ["array of arrays", rawGguf({ pairs: [rawPair("a", ARRAY, u32(ARRAY), u64(0))] }), /array of arrays/],
    [
      "array of 2^53 + 1",
      rawGguf({ pairs: [rawPair("a", ARRAY, u32(U8), u64(2n ** 53n + 1n))] }),
      /longer than the file/,
    ],
    ["strings of 2^61", rawGguf({ pairs: [rawPair("a", ARRAY, u32(STRING), u64(2n ** 61n))] }), /longer than the file/],
    ["a string beyond the end", rawGguf({ pairs: [rawPair("a", STRING, u64(100))] }), /longer than the file/],
    ["a string of 2^64 − 1", rawGguf({ pairs: [rawPair("a", STRING, u64(2n ** 64n - 1n))] }), /longer than the file/],
    ["a key beyond the end", rawGguf({ pairCount: 1, pairs: [u64(1000), u64(0)] }), /metadata key is longer than/],
    [
      "a string in an array beyond the end",
      rawGguf({ pairs: [rawPair("a", ARRAY, u32(STRING), u64(1), u64(9))] }),
      /ends within/,
    ],
    ["a tensor twice", rawGguf({ infos: [rawTensor("t"), rawTensor("t")], dataBytes: data }), /"t" appears twice/],
    ["five dimensions", rawGguf(tensor("t", { dims: [1n, 1n, 1n, 1n, 1n] })), /has 5 dimensions/],
    ["2^32 − 1 dimensions", rawGguf(tensor("t", { rank: 2 ** 32 - 1 })), /dimensions/],
    ["a size of 0", rawGguf(tensor("t", { dims: [32n, 0n] })), /dimension of size 0/],
    ["sizes that overflow", rawGguf(tensor("t", { dims: [2n ** 32n, 2n ** 32n, 2n ** 32n] })), /larger than the file/],
    ["sizes that wrap to a small product", rawGguf(tensor("t", { dims: [2n ** 63n, 2n] })), /larger than the file/],
    ["Q4_0 rows of 33", rawGguf(tensor("t", { dims: [33n], type: 2 })), /rows of 33 .* blocks of 32/],
    ["Q4_0 scalar", rawGguf(tensor("t", { dims: [], type: 2 })), /rows of 1 /],
    ["removed type 4", rawGguf(tensor("t", { type: 4 })), /tensor "t": tensor type Q4_2 \(4\) is no longer supported/],
    ["removed type 31", rawGguf(tensor("t", { type: 31 })), /Q4_0_4_4 \(31\) is no longer supported/],
    ["unknown type 99", rawGguf(tensor("t", { type: 99 })), /tensor "t": unknown tensor type 99/],
    ["an offset past the end", rawGguf(tensor("t", { offset: 8192n })), /beyond the end of the file/],
    ["an offset of 2^64 − 32", rawGguf(tensor("t", { offset: 2n ** 64n - 32n })), /beyond the end of the file/],
    ["an odd offset", rawGguf(tensor("t", { offset: 33n })), /not a multiple of the alignment 32/],
    ["a gap", rawGguf(tensor("t", { offset: 32n })), /overlap or leave a gap/],
    [
      "overlapping tensors",
      rawGguf({ infos: [rawTensor("t"), rawTensor("u")], dataBytes: data }),
      /overlap or leave a gap/,
    ],
    ["data cut short", rawGguf({ infos: [rawTensor("t")], dataBytes: 100 }), /"t" lies beyond .* truncated/],
  ];
  test.each(cases)("%s", async (_, bytes, message) => {
    const error = await readBytes(bytes).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(GgufError);
    expect((error as GgufError).message).toMatch(message);
  });

  test("a file that is absent, and a folder", async () => {
    using file = temporaryFile();
    for (const path of [file.path, file.path.replace(/model.gguf$/, "")]) {
      const error = await readGguf(path).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(GgufError);
      expect((error as GgufError).message).toMatch(/cannot be read|not a GGUF file/);
    }
  });
});

test("keys named like parts of JavaScript objects are keys", async () => {
  const keys = ["__proto__", "constructor", "toString"];
  const gguf = await readBytes(rawGguf({ pairs: keys.map((key, index) => rawPair(key, U32, u32(index))) }));
  expect([...gguf.metadata.keys()]).toEqual(keys);
  expect(getNumber(gguf, "__proto__")).toBe(0);
  expect(() => getNumber(gguf, "valueOf")).toThrow(GgufError);
});

/** A small file with every kind of field. */
const sound = rawGguf({
  pairs: [
    rawPair("general.architecture", STRING, utf8String("llama")),
    rawPair("general.alignment", U32, u32(64)),
    rawPair("u8", U8, Uint8Array.of(7)),
    rawPair("tokens", ARRAY, u32(STRING), u64(3), utf8String("a"), utf8String(""), utf8String("ç")),
    rawPair("scores", ARRAY, u32(F32), u64(2), u32(0), u32(1)),
  ],
  infos: [rawTensor("first", { dims: [32n, 2n], type: 8 }), rawTensor("second", { offset: 128n })],
  dataBytes: 320,
});

const extremes = [0n, 1n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 40n, 2n ** 53n + 1n, 2n ** 63n, 2n ** 64n - 1n];

/** Where a u64 can be replaced, and a change that a file might have suffered. */
const mutation = fc.oneof(
  fc.record({
    kind: fc.constant("flip" as const),
    at: fc.nat(sound.length - 1),
    byte: fc.integer({ min: 1, max: 255 }),
  }),
  fc.record({ kind: fc.constant("u64" as const), at: fc.nat(sound.length - 8), value: fc.constantFrom(...extremes) }),
  fc.record({ kind: fc.constant("u32" as const), at: fc.nat(sound.length - 4), value: fc.nat(0xffff_ffff) }),
  fc.record({ kind: fc.constant("cut" as const), at: fc.nat(sound.length) }),
);

test("whatever happens to a header, its tensors lie within the file or it is refused, within a second", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 3 }), async (mutations) => {
      let bytes = Buffer.from(sound);
      for (const change of mutations) {
        if (change.kind === "cut") bytes = bytes.subarray(0, change.at);
        else if (change.at + 8 > bytes.length) continue;
        else if (change.kind === "flip") bytes.writeUInt8(bytes.readUInt8(change.at) ^ change.byte, change.at);
        else if (change.kind === "u32") bytes.writeUInt32LE(change.value, change.at);
        else bytes.writeBigUInt64LE(change.value, change.at);
      }
      await expectSafe(bytes);
    }),
    { numRuns: 1500 },
  );
});

test("every u64 extreme at every place of a header is survived", async () => {
  for (let at = 0; at + 8 <= sound.length - 320; at++) {
    for (const value of extremes.slice(-3)) {
      const bytes = Buffer.from(sound);
      bytes.writeBigUInt64LE(value, at);
      await expectSafe(bytes);
    }
  }
});

test("every truncation of a header is refused", async () => {
  expect((await readBytes(sound)).tensors.size).toBe(2);
  for (let length = 0; length < sound.length - 320; length++) {
    await expect(readBytes(sound.subarray(0, length))).rejects.toBeInstanceOf(GgufError);
  }
});

describe("a file of zeros behind its first value is done with within a second", () => {
  const zeros = 2 ** 30;
  test.each([
    ["an array of many strings", [rawPair("a", ARRAY, u32(STRING), u64(2 ** 22))]],
    ["a long array of numbers", [rawPair("a", ARRAY, u32(F32), u64(2 ** 22))]],
    [
      "arrays up to the longest header",
      [
        rawPair("a", ARRAY, u32(STRING), u64(2 ** 22)),
        new Uint8Array(2 ** 25),
        rawPair("b", ARRAY, u32(STRING), u64(2 ** 22)),
      ],
    ],
    ["a string of 64 MiB", [rawPair("a", STRING, u64(2 ** 26))]],
    ["an array of 2^27 strings", [rawPair("a", ARRAY, u32(STRING), u64(2 ** 27))]],
  ])("%s", async (_, pairs) => {
    using file = temporaryFile();
    writeFileSync(file.path, rawGguf({ pairs, pairCount: 3 }));
    truncateSync(file.path, zeros);
    const start = performance.now();
    await expect(readGguf(file.path)).rejects.toBeInstanceOf(GgufError);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

async function expectSafe(bytes: Uint8Array): Promise<void> {
  const start = performance.now();
  try {
    const gguf = await readBytes(bytes);
    for (const tensor of gguf.tensors.values()) {
      expect(tensor.offset).toBeGreaterThanOrEqual(gguf.dataOffset);
      expect(tensor.offset + tensor.byteLength).toBeLessThanOrEqual(bytes.length);
    }
  } catch (error) {
    if (!(error instanceof GgufError)) throw error;
  }
  expect(performance.now() - start).toBeLessThan(1000);
}
