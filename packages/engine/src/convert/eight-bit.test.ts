import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Config } from "./config.ts";
import { familyOf } from "./families.ts";
import { Folder } from "./folder.ts";
import { tensorData } from "./tensor-data.ts";
import { planTensors } from "./tensor-plan.ts";
import { commonConfig, folderOf, withHeader } from "./testing.ts";
import { readWeights } from "./weights.ts";

const root = mkdtempSync(join(tmpdir(), "cria-eight-bit-"));
afterAll(() => rmSync(root, { recursive: true }));

/** A file of one matrix of bytes with its scales. */
function fileOf(type: string, shape: [number, number], bytes: Uint8Array, scales: [number[], number[]], name: string) {
  const floats = new Uint8Array(Float32Array.from(scales[1]).buffer);
  const header = {
    [name]: { dtype: type, shape, data_offsets: [0, bytes.length] },
    [`${name}_scale_inv`]: {
      dtype: "F32",
      shape: scales[0],
      data_offsets: [bytes.length, bytes.length + floats.length],
    },
  };
  return withHeader(JSON.stringify(header), Buffer.concat([bytes, floats]));
}

/** The values that a matrix gets. */
async function valuesOf(file: Uint8Array, architecture = "Qwen2ForCausalLM", settings: object = {}): Promise<number[]> {
  const config = new Config({ ...commonConfig, architectures: [architecture], ...settings });
  const folder = new Folder(folderOf(root, { "config.json": {}, "model.safetensors": file }));
  const [plan] = [...planTensors(await readWeights(folder), familyOf(config), config).values()];
  expect(plan!.type).toBe("BF16");
  const chunks: Uint8Array[] = [];
  for await (const chunk of tensorData(plan!)) chunks.push(chunk.slice());
  const halves = new Uint16Array(Uint8Array.from(Buffer.concat(chunks)).buffer);
  return [...new Float32Array(Uint32Array.from(halves, (half) => half << 16).buffer)];
}

const up = "model.layers.0.mlp.up_proj.weight";

describe("floats of 8 bits", () => {
  test.each<[string, number[], number[]]>([
    // 1 sign, 4 bits of exponent from 2^-6, 3 of fraction.
    ["F8_E4M3", [0, 1, 8, 0x38, 0x39, 0x7e, 0xb8, 0xfe], [0, 2 ** -9, 2 ** -6, 1, 1.125, 448, -1, -448]],
    // 1 sign, 5 bits of exponent from 2^-14, 2 of fraction.
    ["F8_E5M2", [0, 1, 4, 0x3c, 0x3d, 0x7b, 0xbc, 0xfb], [0, 2 ** -16, 2 ** -14, 1, 1.25, 57_344, -1, -57_344]],
  ])("of %s have these values", async (type, bytes, expected) => {
    const file = fileOf(type, [2, 4], Uint8Array.from(bytes), [[], [1]], up);
    expect(await valuesOf(file)).toEqual(expected);
  });

  test("are multiplied with the scale of their block, of their row, or of all", async () => {
    const ones = new Uint8Array(5 * 6).fill(0x38);
    const blocks = { quantization_config: { weight_block_size: [2, 4] } };
    const inBlocks = await valuesOf(
      fileOf(
        "F8_E4M3",
        [5, 6],
        ones,
        [
          [3, 2],
          [1, 2, 3, 4, 5, 6],
        ],
        up,
      ),
      undefined,
      blocks,
    );
    const row = (left: number, right: number) => [left, left, left, left, right, right];
    expect(inBlocks).toEqual([row(1, 2), row(1, 2), row(3, 4), row(3, 4), row(5, 6)].flat());
    const byRows = await valuesOf(
      fileOf(
        "F8_E4M3",
        [5, 6],
        ones,
        [
          [5, 1],
          [1, 2, 3, 4, 5],
        ],
        up,
      ),
    );
    expect(byRows).toEqual([1, 2, 3, 4, 5].flatMap((scale) => row(scale, scale)));
    expect(await valuesOf(fileOf("F8_E4M3", [5, 6], ones, [[1], [7]], up))).toEqual(Array(30).fill(7));
  });

  test("keep their scales where rows of heads are put in pairs", async () => {
    const ones = new Uint8Array(32 * 4).fill(0x38);
    const scales = Array.from({ length: 32 }, (_, i) => i);
    const name = "model.layers.0.self_attn.q_proj.weight";
    const result = await valuesOf(fileOf("F8_E4M3", [32, 4], ones, [[32, 1], scales], name), "LlamaForCausalLM");
    // Heads of 8 rows: 0 and 4, 1 and 5 …
    expect(result.filter((_, i) => i % 4 === 0).slice(0, 10)).toEqual([0, 4, 1, 5, 2, 6, 3, 7, 8, 12]);
  });

  test.each<[string, Uint8Array, string]>([
    ["a NaN", fileOf("F8_E4M3", [1, 2], Uint8Array.of(0, 0x7f), [[], [1]], up), "values that are not finite"],
    ["an infinity", fileOf("F8_E5M2", [1, 2], Uint8Array.of(0, 0x7c), [[], [1]], up), "values that are not finite"],
    ["scales of another shape", fileOf("F8_E4M3", [2, 2], new Uint8Array(4), [[3], [1, 1, 1]], up), "not [1, 1]"],
    [
      "no scales",
      withHeader(
        JSON.stringify({ [up]: { dtype: "F8_E4M3", shape: [1, 2], data_offsets: [0, 2] } }),
        new Uint8Array(2),
      ),
      `tensor "${up}" has no scales`,
    ],
  ])("with %s are refused", async (_, file, message) => {
    await expect(valuesOf(file)).rejects.toThrow(message);
  });
});
