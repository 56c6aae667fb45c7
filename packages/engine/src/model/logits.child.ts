// Evaluates random models with both sets of operators. Run by logits.test.ts in a process of its own.
import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { architectureNamed } from "../architectures/architecture.ts";
import { ropeFrequencies } from "../architectures/rope.ts";
import { Decoder } from "../decode/decoder.ts";
import { type Gguf, readGguf } from "../gguf/reader.ts";
import { kernelLibrary } from "../kernels/library.ts";
import { planModel } from "./plan.ts";
import { prepareModel } from "./prepare.ts";
import { sizes, type TestedArchitecture, writeRandomModel } from "./testing.ts";

const folder = mkdtempSync(join(tmpdir(), "cria-logits-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function open(gguf: Gguf, path: string, kernels: boolean): Promise<Decoder> {
  const plan = planModel(gguf, kernels);
  return new Decoder({
    onnxPath: await prepareModel(plan, path, join(folder, String(kernels))),
    threads: 2,
    layers: sizes.layers,
    headCountKv: sizes.kvHeads,
    headDim: sizes.headDim,
    vocabSize: sizes.vocabulary,
    frequencies: ropeFrequencies(gguf, plan.sizes),
    interleavedRope: architectureNamed(plan.sizes.architecture).interleavedRope,
    needsPositions: plan.needsPositions,
    slots: 4,
    capacity: 64,
    maxRows: 64,
  });
}

const tokens = Array.from({ length: 40 }, (_, i) => (i * 31) % sizes.vocabulary);
const noKernels = kernelLibrary() === undefined;

const models: [TestedArchitecture, "Q4_0" | "Q8_0"][] = [
  ["llama", "Q4_0"],
  ["llama", "Q8_0"],
  ["qwen3", "Q8_0"],
];

describe.each(models)("a %s model in %s", (architecture, type) => {
  test.skipIf(noKernels)(
    "gives the same logits in any chunks, any batch (or: this CPU can't run the kernels)",
    async () => {
      const path = await writeRandomModel(folder, architecture, type);
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
      const path = await writeRandomModel(folder, architecture, type);
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
