import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { llamaCppAbsent, llamaCppProgram } from "../model/llama-cpp-programs.ts";
import type { GgufInput } from "./encode-value.ts";
import { readGguf } from "./reader.ts";
import { assertWhole, type GgufFile, joinParts, splitPartOf } from "./split.ts";
import { storiesAbsent, storiesPath } from "./testing.ts";
import { type GgufTensorSource, writeGguf } from "./writer.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cria-split-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const tensor = (name: string, fill = 0): GgufTensorSource & { data: Uint8Array } => ({
  name,
  dims: [5],
  type: "F32",
  data: new Uint8Array(20).fill(fill),
});

let written = 0;
/** Writes a part, by default one of those of a model of `count` tensors `t0`, `t1` …, one in each part. */
async function part(
  index: number,
  count: number,
  { total = count, tensors = [tensor(`t${index}`, index)] }: { total?: number; tensors?: GgufTensorSource[] } = {},
): Promise<GgufFile> {
  const path = join(folder, `${written++}.gguf`);
  const own: Record<string, GgufInput> = index === 0 ? { "general.architecture": { type: "string", value: "x" } } : {};
  const metadata: Record<string, GgufInput> = {
    ...own,
    "split.no": { type: "u16", value: index },
    "split.count": { type: "u16", value: count },
    "split.tensors.count": { type: "i32", value: total },
  };
  await writeGguf(path, { metadata, tensors });
  return { path, name: `m-${index + 1}`, gguf: await readGguf(path) };
}

/** What a joined file holds. */
async function joined(files: readonly GgufFile[]) {
  const path = join(folder, "joined.gguf");
  await writeGguf(path, joinParts(files).content);
  const gguf = await readGguf(path);
  const bytes = readFileSync(path);
  return {
    keys: [...gguf.metadata.keys()],
    data: new Map(
      [...gguf.tensors.values()].map(({ name, offset, byteLength }) => [
        name,
        bytes.subarray(offset, offset + byteLength),
      ]),
    ),
  };
}

test("parts in any order are the same model", async () => {
  const parts = await Promise.all([0, 1, 2, 3].map((index) => part(index, 4)));
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(parts, { minLength: 4 }), async (shuffled) => {
      const { keys, data } = await joined(shuffled);
      expect(keys).toEqual(["general.architecture"]);
      expect([...data.keys()]).toEqual(["t0", "t1", "t2", "t3"]);
      for (const [index, bytes] of [...data.values()].entries()) expect([...bytes]).toEqual(Array(20).fill(index));
    }),
    { numRuns: 10 },
  );
});

describe("what is no whole model is refused", () => {
  test.each<[string, () => Promise<GgufFile>[], string]>([
    ["a part too few", () => [part(0, 3), part(2, 3)], '"m-1" is not the whole model: part 2 of 3 is missing'],
    ["the first missing", () => [part(1, 2)], '"m-2" is not the whole model: part 1 of 2 is missing'],
    ["several missing", () => [part(1, 4)], '"m-2" is not the whole model: parts 1, 3 and 4 of 4 are missing'],
    [
      "most missing",
      () => [part(0, 5000)],
      '"m-1" is not the whole model: parts 2, 3, 4, 5, 6, 7, 8, 9 and 4991 more of 5000 are missing',
    ],
    ["a part twice", () => [part(0, 2), part(1, 2), part(1, 2)], '"m-2" and "m-2" are both part 2 of 2'],
    ["another count", () => [part(0, 2), part(1, 3)], '"m-2" and "m-1" are parts of different models'],
    ["another total", () => [part(0, 2), part(1, 2, { total: 9 })], '"m-2" and "m-1" are parts of different models'],
    [
      "a tensor twice",
      () => [part(0, 2), part(1, 2, { tensors: [tensor("t0")] })],
      '"m-2" is a part of another model: tensor "t0" is in a part before it, too',
    ],
    [
      "tensors too few",
      () => [part(0, 2), part(1, 2, { tensors: [] })],
      '"m-1" and its other parts are not of one model: it has 2 tensors, they 1',
    ],
  ])("%s", async (_, files, message) => {
    const parts = await Promise.all(files());
    expect(() => joinParts(parts)).toThrow(new Error(message));
  });

  test("a part that should be the whole", async () => {
    const { gguf } = await part(1, 3);
    const message = "this is part 2 of 3 of a split model, which runs only as a whole";
    expect(() => assertWhole(gguf)).toThrow(new Error(message));
  });

  test("a number beyond the count", async () => {
    const { gguf } = await part(2, 2);
    expect(() => splitPartOf(gguf)).toThrow("split.no is 2, but the model has 2 parts from 0");
  });
});

describe.skipIf(storiesAbsent || llamaCppAbsent)(
  "what llama-gguf-split makes (needs it and the stories260k fixture)",
  () => {
    const run = async (...parameters: string[]) => {
      const { exitCode, stderr } = Bun.spawnSync([await llamaCppProgram("llama-gguf-split"), ...parameters]);
      if (exitCode !== 0) throw new Error(stderr.toString());
    };

    test.each([[[]], [["--no-tensor-first-split"]]])("is put together as it was: %j", async (flags) => {
      const parts = mkdtempSync(join(folder, "parts-"));
      await run("--split", "--split-max-tensors", "20", ...flags, storiesPath, join(parts, "m"));
      const files = await Promise.all(
        readdirSync(parts).map(async (name) => ({
          path: join(parts, name),
          name,
          gguf: await readGguf(join(parts, name)),
        })),
      );
      expect(files.length).toBe(3 + flags.length);
      const path = join(folder, "whole.gguf");
      await writeGguf(path, joinParts(files.reverse()).content);
      expect(readFileSync(path).equals(readFileSync(storiesPath))).toBeTrue();
    });

    test("put together by it, it is no part", async () => {
      const parts = mkdtempSync(join(folder, "parts-"));
      await run("--split", "--split-max-tensors", "20", storiesPath, join(parts, "m"));
      await run("--merge", join(parts, "m-00001-of-00003.gguf"), join(parts, "whole.gguf"));
      expect(splitPartOf(await readGguf(join(parts, "whole.gguf")))).toBeUndefined();
    });
  },
);
