import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ropeFrequencies } from "../architectures/rope.ts";
import { Decoder } from "../decode/decoder.ts";
import type { GgufInput } from "../gguf/encode-value.ts";
import { type Gguf, readGguf } from "../gguf/reader.ts";
import { type GgufTensorSource, writeGguf } from "../gguf/writer.ts";
import { kernelLibrary } from "../kernels/library.ts";
import { WeightError } from "../weights/image.ts";
import { randomBlocks, randomNumbers } from "../weights/testing.ts";
import { prepareModel } from "./prepare.ts";

const folder = mkdtempSync(join(tmpdir(), "cria-prepare-"));
afterAll(() => rmSync(folder, { recursive: true }));

const sizes = { hidden: 96, heads: 6, kvHeads: 2, headDim: 16, feedForward: 160, layers: 2, vocabulary: 75 };

/** A random llama with a tied head. */
async function writeModel(type: "Q4_0" | "Q8_0"): Promise<string> {
  const { hidden, heads, kvHeads, headDim, feedForward, layers, vocabulary } = sizes;
  const path = join(folder, `${type}.gguf`);
  const int = (value: number): GgufInput => ({ type: "u32", value });
  const metadata: Record<string, GgufInput> = {
    "general.architecture": { type: "string", value: "llama" },
    "llama.context_length": int(64),
    "llama.embedding_length": int(hidden),
    "llama.block_count": int(layers),
    "llama.feed_forward_length": int(feedForward),
    "llama.attention.head_count": int(heads),
    "llama.attention.head_count_kv": int(kvHeads),
    "llama.attention.layer_norm_rms_epsilon": { type: "f32", value: 1e-5 },
  };
  let seed = 1;
  const matrix = (name: string, n: number, k: number): GgufTensorSource => {
    return { name, dims: [k, n], type, data: randomBlocks(type, (n * k) / 32, seed++) };
  };
  const random = randomNumbers(9);
  const norm = (name: string): GgufTensorSource => ({
    name,
    dims: [hidden],
    type: "F32",
    data: new Uint8Array(Float32Array.from({ length: hidden }, () => 0.5 + random()).buffer),
  });
  const tensors = [matrix("token_embd.weight", vocabulary, hidden), norm("output_norm.weight")];
  for (let i = 0; i < layers; i++) {
    const of = (name: string) => `blk.${i}.${name}.weight`;
    tensors.push(
      norm(of("attn_norm")),
      matrix(of("attn_q"), heads * headDim, hidden),
      matrix(of("attn_k"), kvHeads * headDim, hidden),
      matrix(of("attn_v"), kvHeads * headDim, hidden),
      matrix(of("attn_output"), hidden, heads * headDim),
      norm(of("ffn_norm")),
      matrix(of("ffn_gate"), feedForward, hidden),
      matrix(of("ffn_up"), feedForward, hidden),
      matrix(of("ffn_down"), hidden, feedForward),
    );
  }
  await writeGguf(path, { metadata, tensors });
  return path;
}

async function open(gguf: Gguf, path: string, kernels: boolean): Promise<Decoder> {
  const prepared = await prepareModel(gguf, path, join(folder, "cache"), undefined, kernels);
  return new Decoder({
    onnxPath: prepared.onnxPath,
    threads: 2,
    layers: sizes.layers,
    headCountKv: sizes.kvHeads,
    headDim: sizes.headDim,
    vocabSize: sizes.vocabulary,
    frequencies: ropeFrequencies(gguf, prepared.sizes),
    interleavedRope: true,
    needsPositions: prepared.needsPositions,
    slots: 4,
    capacity: 64,
    maxRows: 64,
  });
}

const tokens = Array.from({ length: 40 }, (_, i) => (i * 31) % sizes.vocabulary);
const noKernels = kernelLibrary() === undefined;

describe.each(["Q4_0", "Q8_0"] as const)("a %s model", (type) => {
  test.skipIf(noKernels)(
    "gives the same logits in any chunks, any batch (or: this CPU can't run the kernels)",
    async () => {
      const path = await writeModel(type);
      using decoder = await open(await readGguf(path), path, true);
      const whole = decoder.prefill(0, tokens, 0).slice();
      expect(new Set(whole).size).toBeGreaterThan(sizes.vocabulary / 2);

      for (let i = 0; i < tokens.length; i += 17) {
        const chunk = decoder.prefill(1, tokens.slice(i, i + 17), i);
        if (i + 17 >= tokens.length) expect(chunk).toEqual(whole);
      }
      for (let i = 0; i < tokens.length; i++) {
        const logits = decoder.step(0, Array(4).fill(tokens[i]!), Array(4).fill(i));
        if (i + 1 < tokens.length) continue;
        for (let slot = 0; slot < 4; slot++) {
          expect(logits.slice(slot * sizes.vocabulary, (slot + 1) * sizes.vocabulary)).toEqual(whole);
        }
      }
    },
  );

  test.skipIf(noKernels)(
    "gives nearly the logits of ONNX Runtime's operators (or: this CPU can't run the kernels)",
    async () => {
      const path = await writeModel(type);
      const gguf = await readGguf(path);
      using ours = await open(gguf, path, true);
      using theirs = await open(gguf, path, false);
      const a = ours.prefill(0, tokens, 0);
      const b = theirs.prefill(0, tokens, 0);
      const square = (values: Float32Array) => values.reduce((sum, v) => sum + v * v, 0);
      // Both round activations to 8 bits, a little differently.
      expect(square(a.map((v, i) => v - b[i]!))).toBeLessThan(1e-3 * square(b));
    },
  );
});

test("weights are transcoded once per graph, and an interrupted one leaves nothing", async () => {
  const path = await writeModel("Q8_0");
  const gguf = await readGguf(path);
  const home = join(folder, "once");
  let reports = 0;
  const prepare = (kernels: boolean) => prepareModel(gguf, path, home, () => reports++, kernels);
  const first = await prepare(false);
  expect(reports).toBeGreaterThan(0);
  expect(statSync(join(first.onnxPath, "../weights.data")).size).toBe(first.weightBytes);
  const other = await prepare(true);
  expect(other.onnxPath).not.toBe(first.onnxPath);
  reports = 0;
  expect(await prepare(false)).toEqual(first);
  expect(reports).toBe(0);

  truncateSync(path, gguf.fileSize - 100);
  const broken = join(folder, "broken");
  await expect(prepareModel(gguf, path, broken)).rejects.toThrow(WeightError);
  expect(readdirSync(broken)).toEqual([]);
});
