// Evaluates random models with both sets of operators. Run by logits.test.ts in a process of its own.
import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { ropeFrequencies } from "../architectures/rope.ts";
import { Decoder } from "../decode/decoder.ts";
import { type Gguf, readGguf } from "../gguf/reader.ts";
import { usableLevels, useKernelLevel } from "../kernels/level.ts";
import { weightTypes } from "../weights/testing.ts";
import { planModel } from "./plan.ts";
import { prepareModel } from "./prepare.ts";
import { sizes, type TestedArchitecture, writeRandomModel } from "./testing.ts";

const folder = mkdtempSync(join(tmpdir(), "cria-logits-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function open(gguf: Gguf, path: string, kernels: boolean): Promise<Decoder> {
  const plan = planModel(gguf, kernels);
  return new Decoder({
    onnxPath: (await prepareModel(plan, path, { cacheDir: folder, cacheKey: `${basename(path)}-${kernels}` })).onnxPath,
    threads: 2,
    ...plan,
    frequencies: (rope) => ropeFrequencies(rope),
    slots: 4,
    numCtx: 64,
    maxRows: 64,
  });
}

const tokens = Array.from({ length: 40 }, (_, i) => (i * 31) % sizes.vocabulary);
const levels = usableLevels();

describe.each(["llama", "qwen3"] as const)("a %s model", (architecture: TestedArchitecture) => {
  test("gives the same logits in any chunks and any batch", async () => {
    const path = await writeRandomModel(folder, architecture, "Q5_K");
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
  });
});

describe.each(weightTypes)("a model in %s", (type) => {
  test(`gives the same logits at ${levels.join(", ")}, and nearly those of ONNX Runtime's operators`, async () => {
    const path = await writeRandomModel(folder, "qwen3", type);
    const gguf = await readGguf(path);
    let ours: Float32Array<ArrayBuffer> | undefined;
    for (const level of levels) {
      useKernelLevel(level);
      using decoder = await open(gguf, path, true);
      const prompt = decoder.prefill(0, tokens.slice(0, -1), 0).slice();
      const step = decoder.step(0, [tokens.at(-1)!], [tokens.length - 1]);
      const logits = Float32Array.of(...prompt, ...step);
      ours ??= logits;
      expect(logits).toEqual(ours);
    }
    using theirs = await open(gguf, path, false);
    const expected = theirs.prefill(0, tokens, 0);
    const square = (values: Float32Array) => values.reduce((sum, v) => sum + v * v, 0);
    const difference = expected.map((v, i) => v - ours![sizes.vocabulary + i]!);
    // Ours rounds activations to 8 bits, except where weights are floats.
    const floats = type === "F32" || type === "F16" || type === "BF16";
    expect(square(difference)).toBeLessThan((floats ? 1e-10 : 5e-3) * square(expected));
  });
});
