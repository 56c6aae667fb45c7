import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readGguf } from "../gguf/reader.ts";
import { type GgufContent, writeGguf } from "../gguf/writer.ts";
import { usableLevels, useKernelLevel } from "../kernels/level.ts";
import { awkwardModel } from "./awkward-weights.ts";
import { quantizationNamed, quantizationNames } from "./quantization.ts";
import { quantizeGguf } from "./quantize-gguf.ts";
import { contentOf, shapes } from "./shapes.ts";

// Written by record-digests.ts: what llama-quantize of llama.cpp's build 11669 makes of the same file.
const digests = JSON.parse(readFileSync(join(import.meta.dir, "digests.json"), "utf8")) as Record<string, string>;

const folder = mkdtempSync(join(tmpdir(), "cria-quantize-"));
const source = join(folder, "awkward.gguf");
beforeAll(() => writeGguf(source, awkwardModel()));
afterAll(() => rmSync(folder, { recursive: true }));

async function quantized(path: string, name: string, options: Parameters<typeof quantizeGguf>[2] = {}) {
  const chunks: Uint8Array[] = [];
  const gguf = await readGguf(path);
  for await (const chunk of quantizeGguf({ path, gguf }, quantizationNamed(name)!, options)) chunks.push(chunk.slice());
  return Buffer.concat(chunks);
}
const digestOf = (bytes: Uint8Array) => Bun.SHA256.hash(bytes, "hex");

describe.each(usableLevels())("at the level %s", (level) => {
  beforeAll(() => useKernelLevel(level));
  test.each(quantizationNames)("a file of %s is llama-quantize's, byte for byte", async (name) => {
    expect(digestOf(await quantized(source, name))).toBe(digests[name]!);
  });
});

test("any number of threads gives the same bytes, and tells of all bytes of tensors once they are done", async () => {
  const done: number[] = [];
  const options = { threads: 5, onProgress: (completed: number) => void done.push(completed) };
  expect(digestOf(await quantized(source, "Q4_K_M", options))).toBe(digests.Q4_K_M!);
  const sizes = [...(await readGguf(source)).tensors.values()].map(({ byteLength }) => byteLength);
  expect(done).toEqual(done.toSorted((a, b) => a - b));
  expect(done.at(-1)).toBe(sizes.reduce((a, b) => a + b));
});

test("whoever ends early ends the threads", async () => {
  const gguf = await readGguf(source);
  for await (const _ of quantizeGguf({ path: source, gguf }, quantizationNamed("Q6_K")!)) break;
  expect(digestOf(await quantized(source, "Q6_K"))).toBe(digests.Q6_K!);
});

test.each([
  ["q4_k", "Q4_K_M"],
  ["Q5_k", "Q5_K_M"],
  ["q3_K", "Q3_K_M"],
  ["mxfp4", "MXFP4_MOE"],
  ["bf16", "BF16"],
  ["iq2_xxs", undefined],
  ["constructor", undefined],
  ["", undefined],
])("the name %p means %p", (text, name) => {
  expect(quantizationNamed(text)?.name as string | undefined).toBe(name);
});

describe("what can't be quantised is refused in one sentence", () => {
  const path = join(folder, "bad.gguf");
  const write = (change: (content: GgufContent) => GgufContent) =>
    writeGguf(path, change(contentOf(shapes.columns48!)));
  const withWeight = (value: number) => (content: GgufContent) => {
    const [first, ...others] = content.tensors;
    const floats = new Float32Array(96).fill(value);
    return { ...content, tensors: [{ ...first!, data: new Uint8Array(floats.buffer) }, ...others] };
  };

  test.each([Number.NaN, Number.POSITIVE_INFINITY, 3e38])("a weight of %p", async (value) => {
    await write(withWeight(value));
    const message = 'tensor "token_embd.weight" holds values that are not finite, or too large';
    expect(quantized(path, "F16")).rejects.toThrow(message);
  });
  test("a tensor that is quantised already", async () => {
    await write((content) => {
      const tensor = { ...content.tensors[0]!, dims: [32, 2], type: "Q8_0" as const, data: new Uint8Array(68) };
      return { ...content, tensors: [tensor, ...content.tensors.slice(1)] };
    });
    expect(quantized(path, "Q4_0")).rejects.toThrow('tensor "token_embd.weight" is of type Q8_0 already');
  });
  test("a file that became shorter", async () => {
    await writeGguf(path, awkwardModel());
    const gguf = await readGguf(path);
    await truncate(path, gguf.fileSize / 2);
    const steps = async () => {
      for await (const _ of quantizeGguf({ path, gguf }, quantizationNamed("Q4_0")!)) {
      }
    };
    expect(steps()).rejects.toThrow("the file became shorter while it was read");
  });
});
